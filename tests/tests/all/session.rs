//! Sessions over HTTP: who comes in by which link, what reaches whom before the reveal, what anonymity leaves behind.

use super::stream::Stream;
use reqwest::StatusCode;
use serde_json::{Value, json};
use tests::{TestApp, User};
use uuid::Uuid;

pub fn new_id() -> String {
    Uuid::now_v7().to_string()
}

async fn command(user: &User, review: &str, command: &Value) -> u16 {
    user.program(true).await.post(&format!("/reviews/{review}/commands"), command).await.0
}

pub async fn add_card(user: &User, review: &str, text: &str) -> String {
    let id = new_id();
    user.send(review, &[("[add_card][id]", &id), ("[add_card][question]", "milestones"), ("[add_card][text]", text)]).await;
    id
}

/// To the step of a question's phase.
pub async fn go_to(user: &User, review: &str, kind: &str) {
    let now = user.review(review).await;
    let to = now["format"]["steps"].as_array().unwrap().iter().position(|step| step["kind"][kind] == "milestones").unwrap();
    let from = now["step"].as_u64().unwrap();
    user.send(review, &[("[move_to][from]", &from.to_string()), ("[move_to][to]", &to.to_string())]).await;
}

/// The secret of the link that lets people in now.
pub async fn door(facilitator: &User, review: &str) -> String {
    facilitator.send(review, &[("[open_door][hours]", "2")]).await;
    let link = facilitator.ok("load_door_link", &[("review", review)]).await;
    link["address"].as_str().expect("a link").rsplit('/').next().unwrap().to_owned()
}

pub async fn come_in(user: &User, review: &str, secret: &str, name: &str) -> reqwest::Response {
    let fields = [("review", review), ("secret", secret), ("id", &new_id()), ("person", &new_id()), ("name", name)];
    user.form("come_in", &fields).await
}

#[tokio::test]
async fn a_guest_comes_in_by_the_link_and_sees_this_review_and_nothing_else() {
    let (app, admin) = TestApp::init().await;
    let (review, other) = (admin.open_review("Mail stopped").await, admin.open_review("Disk full").await);
    let secret = door(&admin, &review).await;
    let guest = app.anybody();
    assert_eq!(guest.ok("load_door", &[("review", &review), ("secret", &secret)]).await["title"], "Mail stopped");
    assert_eq!(come_in(&guest, &review, &secret, "Sam").await.status(), StatusCode::OK);

    let page = guest.ok("load_review", &[("id", &review)]).await;
    assert_eq!(page["review"]["lead"]["guests"].as_object().unwrap().values().next().unwrap(), "Sam");
    add_card(&guest, &review, "Seen from outside").await;
    assert_eq!(guest.form("load_review", &[("id", &other)]).await.status(), StatusCode::NOT_FOUND);
    assert_eq!(guest.ok("load_reviews", &[]).await[0].as_array().unwrap().len(), 1);
    assert_eq!(guest.ok("load_board", &[]).await["items"], json!([]));
    for function in ["load_people", "load_formats"] {
        assert_eq!(guest.form(function, &[]).await.status(), StatusCode::FORBIDDEN, "{function}");
    }
    assert_eq!(guest.form("load_trends", &[("span", "12")]).await.status(), StatusCode::FORBIDDEN);
    assert!(!guest.form("make_token", &[("name", "t"), ("writes", "true")]).await.status().is_success());
    assert!(!guest.form("open_review", &[("id", &new_id()), ("new[facts][title]", "Mine")]).await.status().is_success());
    let names = guest.ok("load_setting", &[]).await["names"]["people"].clone();
    assert_eq!(names.as_array().unwrap().len(), 1, "only those who are in the review have names: {names}");
    let member = app.invited(&admin, "member", "Mia").await;
    member.ok("be_in_room", &[("review", &review), ("act[here][place]", "session"), ("act[here][writing]", "")]).await;
    let names = guest.ok("load_setting", &[]).await["names"]["people"].to_string();
    assert!(names.contains("Mia"), "and whoever is in the room: {names}");
    let (_, shown) = guest.page(&format!("/reviews/{review}")).await;
    assert!(shown.contains("This review") && shown.contains("Leave"));
    for elsewhere in ["/work", "/trends", "/people", "/account"] {
        assert!(!shown.contains(&format!("href=\"{elsewhere}\"")), "{elsewhere} is offered");
    }
    for path in ["/", "/work", "/trends", "/people", "/formats", &format!("/reviews/{other}")] {
        let shown = guest.client.get(format!("{}{path}", app.url)).send().await.unwrap().text().await.unwrap();
        assert!(!shown.contains("Disk full"), "{path}");
    }
}

#[tokio::test]
async fn where_the_room_was_a_published_review_leads_to_what_can_be_read() {
    let (_app, admin) = TestApp::init().await;
    let review = admin.open_review("Mail stopped").await;
    let room = format!("/reviews/{review}/session");
    assert!(admin.page(&room).await.1.contains("Raise my hand"));
    admin.send(&review, &[("", "publish")]).await;
    let (status, over) = admin.page(&room).await;
    assert_eq!(status, 200);
    assert!(over.contains("This review is published") && over.contains(&format!("/reviews/{review}/read")));
    assert!(!over.contains("Raise my hand"));
}

#[tokio::test]
async fn an_account_is_edited_by_its_writer_part_by_part_and_comes_back_after_it_was_removed() {
    let (app, admin) = TestApp::init().await;
    let (mia, ron) = (app.invited(&admin, "member", "Mia").await, app.invited(&admin, "member", "Ron").await);
    let review = admin.open_review("Mail stopped").await;
    let (event, account) = (new_id(), new_id());
    let at = [("[add_event][at][local]", "2026-05-01T10:00"), ("[add_event][at][zone]", "UTC")];
    admin.send(&review, &[[("[add_event][id]", event.as_str()), ("[add_event][text]", "Seen")], at].concat()).await;
    let told: [(&str, &str); 3] =
        [("[add_account][id]", account.as_str()), ("[add_account][event]", &event), ("[add_account][saw]", "Two replicas")];
    mia.send(&review, &told).await;
    let version = mia.review(&review).await["accounts"][&account]["version"].to_string();
    let edit: [(&str, &str); 8] = [
        ("[edit_account][id]", account.as_str()),
        ("[edit_account][base]", &version),
        ("[edit_account][saw][was]", "Two replicas"),
        ("[edit_account][saw][now]", "Two replicas"),
        ("[edit_account][expected][was]", ""),
        ("[edit_account][expected][now]", "Three"),
        ("[edit_account][knew][was]", ""),
        ("[edit_account][knew][now]", ""),
    ];
    assert_eq!(ron.send_refused(&review, &edit).await.0, 403);
    mia.send(&review, &edit).await;
    mia.send(&review, &[("[remove_account][id]", &account)]).await;
    mia.send(&review, &[("[restore_account][id]", &account)]).await;
    let seen = ron.review(&review).await["accounts"][&account].clone();
    assert_eq!([&seen["saw"], &seen["expected"], &seen["removed"]], [&json!("Two replicas"), &json!("Three"), &json!(false)]);
}

#[tokio::test]
async fn a_link_that_is_forged_closed_or_used_after_being_shown_out_lets_nobody_in() {
    let (app, admin) = TestApp::init().await;
    let review = admin.open_review("Mail stopped").await;
    let first = door(&admin, &review).await;
    let guest = app.anybody();
    let mut forged = first.clone();
    forged.replace_range(0..1, if first.starts_with('A') { "B" } else { "A" });
    for secret in [forged.as_str(), "", "x", &first.repeat(9)] {
        assert_eq!(come_in(&guest, &review, secret, "Sam").await.status(), StatusCode::GONE, "{secret}");
    }
    assert_eq!(come_in(&guest, &new_id(), &first, "Sam").await.status(), StatusCode::GONE, "a review that is not there");
    assert_eq!(come_in(&guest, &review, &first, "  ").await.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(come_in(&guest, &review, &first, "Sam").await.status(), StatusCode::OK);

    let second = door(&admin, &review).await;
    assert_ne!(first, second, "every opening has its own link");
    assert_eq!(come_in(&app.anybody(), &review, &first, "Kim").await.status(), StatusCode::GONE);
    admin.send(&review, &[("", "close_door")]).await;
    assert_eq!(come_in(&app.anybody(), &review, &second, "Kim").await.status(), StatusCode::GONE);

    let page = admin.ok("load_review", &[("id", &review)]).await;
    let person = page["review"]["lead"]["guests"].as_object().unwrap().keys().next().unwrap().clone();
    assert_eq!(guest.form("load_review", &[("id", &review)]).await.status(), StatusCode::OK);
    admin.send(&review, &[("[show_out][person]", &person)]).await;
    assert_eq!(guest.form("load_review", &[("id", &review)]).await.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn somebody_with_an_account_who_follows_the_link_takes_part_also_in_a_private_review() {
    let (app, admin) = TestApp::init().await;
    let member = app.invited(&admin, "member", "Mia").await;
    let review = admin.open_review("Mail stopped").await;
    admin.send(&review, &[("[edit_facts][visibility]", "private")]).await;
    assert_eq!(member.form("load_review", &[("id", &review)]).await.status(), StatusCode::NOT_FOUND);
    let secret = door(&admin, &review).await;
    assert_eq!(come_in(&member, &review, &secret, "").await.status(), StatusCode::OK);
    let page = member.ok("load_review", &[("id", &review)]).await;
    assert_eq!(page["review"]["participants"].as_array().unwrap().len(), 1);
    assert_eq!(page["review"]["lead"]["guests"], json!({}));
}

/// What a stream told after this `seq`, without what differs anyhow: the `seq` itself, and this title.
fn told_after(stream: &Stream, seq: u64, title: &str) -> Vec<String> {
    let lines = stream.raw.lines().filter_map(|line| serde_json::from_str::<Value>(line.strip_prefix("data:")?).ok());
    lines.filter(|told| told["seq"].as_u64().is_some_and(|at| at > seq)).map(|told| told["change"].to_string().replace(title, "")).collect()
}

#[tokio::test]
async fn before_the_reveal_nothing_that_the_server_sends_to_others_tells_of_a_card_more_than_that_it_is_there() {
    let (app, admin) = TestApp::init().await;
    let (writer, reader) = (app.invited(&admin, "member", "Mia").await, app.invited(&admin, "member", "Ron").await);
    let review = admin.open_review("Mail stopped").await;
    let secret = door(&admin, &review).await;
    let guest = app.anybody();
    come_in(&guest, &review, &secret, "Sam").await;
    go_to(&admin, &review, "write").await;
    // Two rooms' worth of answers that differ in nothing but length; what others get must not differ at all.
    let mut seen = Vec::new();
    for text in ["Zebra".to_owned(), "Zebra ".repeat(300)] {
        let before = admin.review(&review).await["seq"].as_u64().unwrap();
        let mut streams = [
            Stream::open(&reader, &review, 1, None).await,
            Stream::open(&guest, &review, 1, None).await,
            Stream::open(&admin, &review, 1, None).await,
            // The wall of the writer's own screen is a wall all the same.
            Stream::stage(&writer, &review).await,
        ];
        add_card(&writer, &review, &text).await;
        admin.send(&review, &[("[edit_facts][title]", &format!("After {}", seen.len()))]).await;
        for stream in &mut streams {
            while !stream.next().await.data.contains(&format!("After {}", seen.len())) {}
            assert!(!stream.raw.contains("Zebra"), "{}", stream.raw);
        }
        let told = streams.each_ref().map(|stream| told_after(stream, before, &format!("After {}", seen.len())));
        assert!(told.iter().all(|told| told.len() == 2 && told[0].contains("unrevealed")), "{told:?}");
        let mut counts = Vec::new();
        for user in [&reader, &guest, &admin] {
            let mut whole = String::new();
            for part in ["", "/session", "/questions", "/timeline", "/culture", "/lessons", "/work", "/history", "/read", "/people"] {
                let page = user.client.get(format!("{}/reviews/{review}{part}", app.url)).send().await.unwrap();
                whole.push_str(&page.text().await.unwrap());
            }
            for form in ["json", "md"] {
                let file = user.client.get(format!("{}/reviews/{review}/download.{form}", app.url)).send().await.unwrap();
                whole.push_str(&file.text().await.unwrap());
            }
            whole.push_str(&user.ok("load_review", &[("id", &review)]).await.to_string());
            assert!(!whole.contains("Zebra"), "a page, a download or an answer tells the card");
            counts.push(user.ok("load_review", &[("id", &review)]).await["review"]["unrevealed"]["milestones"].clone());
        }
        let stage = writer.ok("load_review", &[("id", &review), ("stage", "true")]).await;
        assert!(!stage.to_string().contains("Zebra"), "not even the writer's own wall");
        assert!(writer.ok("load_review", &[("id", &review)]).await.to_string().contains("Zebra"), "the writer sees it");
        seen.push((told, counts));
    }
    let (first, second) = (&seen[0], &seen[1]);
    assert_eq!(first.0, second.0, "the length of a card changes nothing in what others are told");
    assert_eq!((&first.1, &second.1), (&vec![json!(1); 3], &vec![json!(2); 3]), "they know that there is one more");

    go_to(&admin, &review, "group").await;
    assert!(reader.ok("load_review", &[("id", &review)]).await.to_string().contains("Zebra"), "the reveal is for everybody");
}

#[tokio::test]
async fn in_an_anonymous_review_nothing_that_is_kept_or_exported_says_who_wrote_a_card() {
    let (app, admin) = TestApp::init().await;
    let mia = app.invited(&admin, "member", "Mia").await;
    let person = mia.ok("load_setting", &[]).await["me"]["id"].as_str().unwrap().to_owned();
    let review = admin.open_review("Mail stopped").await;
    add_card(&mia, &review, "I was at lunch").await;
    go_to(&admin, &review, "group").await;
    let card = mia.review(&review).await["cards"].as_object().unwrap().values().next().unwrap().clone();
    let own = mia.ok("load_review", &[("id", &review)]).await;
    assert_eq!(own["review"]["cards"].as_object().unwrap().values().next().unwrap()["author"], own["pen"], "it is still hers to change");
    assert_eq!(card["author"], own["pen"], "also over the API");
    assert_ne!(own["pen"], person.as_str());

    let mut export = Vec::new();
    app.site.workspace.export(&mut export, |_| ()).await.unwrap();
    let export = String::from_utf8(export).unwrap();
    let lines: Vec<&str> = export.lines().filter(|line| line.contains("I was at lunch")).collect();
    assert!(lines.len() >= 2, "the card and its place in the log are exported");
    for line in lines {
        assert!(!line.contains(&person), "{line}");
    }
    assert!(!export.contains("review_key"), "and the key is not");
    for line in export.lines().filter(|line| line.contains("card_added")) {
        let at = serde_json::from_str::<Value>(line).unwrap()["row"]["at"].as_str().unwrap().to_owned();
        assert!(at.ends_with("T00:00:00.000Z"), "only the day is kept: {at}");
    }

    admin.send(&review, &[("", "publish")]).await;
    admin.send(&review, &[("", "reopen")]).await;
    let after = mia.ok("load_review", &[("id", &review)]).await;
    assert_ne!(after["pen"], own["pen"], "the key was thrown away");
    let edit = [("[edit_card][id]", card["id"].as_str().unwrap()), ("[edit_card][base]", "1"), ("[edit_card][text][now]", "x")];
    assert_eq!(mia.send_refused(&review, &edit).await.0, 403, "nobody's card any more");
}

#[tokio::test]
async fn what_was_never_revealed_stays_its_writers_own_when_the_review_is_published_and_reopened() {
    let (app, admin) = TestApp::init().await;
    let mia = app.invited(&admin, "member", "Mia").await;
    let review = admin.open_review("Mail stopped").await;
    let card = add_card(&mia, &review, "I had muted the alarm").await;
    let pen = mia.ok("load_review", &[("id", &review)]).await["pen"].clone();
    admin.send(&review, &[("", "publish")]).await;
    for file in ["read", "download.md", "download.json"] {
        let (_, text) = admin.page(&format!("/reviews/{review}/{file}")).await;
        assert!(!text.contains("muted"), "{file}: {text}");
    }
    admin.send(&review, &[("", "reopen")]).await;
    assert_eq!(mia.ok("load_review", &[("id", &review)]).await["pen"], pen, "she signs as before");
    let words = [("[edit_card][base]", "1"), ("[edit_card][text][was]", "I had muted the alarm"), ("[edit_card][text][now]", "Muted, I")];
    mia.send(&review, &[("[edit_card][id]", &card), words[0], words[1], words[2]]).await;
    assert_eq!(mia.review(&review).await["cards"][&card]["text"], "Muted, I");
    assert!(admin.review(&review).await["cards"][&card].is_null(), "and only she sees it");
}

#[tokio::test]
async fn named_cards_show_their_writers_to_everybody_after_the_reveal() {
    let (app, admin) = TestApp::init().await;
    let mia = app.invited(&admin, "member", "Mia").await;
    let person = mia.ok("load_setting", &[]).await["me"]["id"].clone();
    let review = admin.open_review("Mail stopped").await;
    admin.send(&review, &[("[choose_authors][authors]", "named")]).await;
    add_card(&mia, &review, "I restarted it").await;
    go_to(&admin, &review, "group").await;
    assert_eq!(admin.review(&review).await["cards"].as_object().unwrap().values().next().unwrap()["author"], person);
    assert_eq!(command(&admin, &review, &json!({"choose_authors": {"authors": "anonymous"}})).await, 409);
}

#[tokio::test]
async fn people_in_the_room_see_each_other_their_hands_and_where_they_write() {
    let (app, admin) = TestApp::init().await;
    let mia = app.invited(&admin, "member", "Mia").await;
    let person = mia.ok("load_setting", &[]).await["me"]["id"].as_str().unwrap().to_owned();
    let review = admin.open_review("Mail stopped").await;
    let mut admins = Stream::open(&admin, &review, 1, None).await;
    let mut mias = Stream::open(&mia, &review, 1, None).await;
    let here = [("review", review.as_str()), ("act[here][place]", "session"), ("act[here][writing]", "summary")];
    mia.ok("be_in_room", &here).await;
    let seat = loop {
        let told = admins.room().await;
        if told["one"]["person"] == person.as_str() {
            break told["one"]["seat"].clone();
        }
    };
    assert_eq!((seat["place"].as_str(), seat["writing"].as_str()), (Some("session"), Some("summary")));
    mia.ok("be_in_room", &[("review", &review), ("act[hand][up]", "true")]).await;
    assert!(!admins.room().await["one"]["seat"]["hand"].is_null());
    admin.ok("be_in_room", &[("review", &review), ("act[call_on][person]", &person)]).await;
    let told = loop {
        let told = admins.room().await;
        if told["one"]["person"] == person.as_str() {
            break told["one"]["seat"].clone();
        }
    };
    assert_eq!((told["hand"].is_null(), told["spoke"].as_bool()), (true, Some(true)));
    // That she has spoken is for whoever leads.
    for _ in 0..4 {
        let told = mias.room().await;
        assert_ne!(told["one"]["seat"]["spoke"], true, "{told}");
    }
    let (status, code) = mia.refused("be_in_room", &[("review", &review), ("act[call_on][person]", &person)]).await;
    assert_eq!((status, code.as_str()), (403, "not_allowed"));
    let long = "x".repeat(200);
    let (status, _) = mia.refused("be_in_room", &[("review", &review), ("act[here][place]", &long), ("act[here][writing]", "")]).await;
    assert_eq!(status, 422);
}

#[tokio::test]
async fn whoever_leads_hears_how_many_have_written_and_never_who_while_cards_are_anonymous() {
    let (app, admin) = TestApp::init().await;
    let mia = app.invited(&admin, "member", "Mia").await;
    for (authors, named) in [("anonymous", false), ("named", true)] {
        let review = admin.open_review("Mail stopped").await;
        admin.send(&review, &[("[choose_authors][authors]", authors)]).await;
        go_to(&admin, &review, "write").await;
        let mut admins = Stream::open(&admin, &review, 1, None).await;
        add_card(&mia, &review, "One").await;
        add_card(&mia, &review, "Two").await;
        let told = loop {
            let told = admins.room().await;
            if told["wrote"]["milestones"]["count"] == 1 {
                break told;
            }
        };
        assert_eq!(told["wrote"]["milestones"]["people"].is_array(), named, "{told}");
    }
}
