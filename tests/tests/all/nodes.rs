//! Several processes on one database server, and people spread over them.

use super::stream::Stream;
use futures::future::join_all;
use serde_json::{Value, json};
use tests::{Engine, PASSWORD, Running, TestApp, User};
use uuid::Uuid;

fn new_id() -> String {
    Uuid::now_v7().to_string()
}

/// The same browser, led to another node.
fn at(user: &User, url: &str) -> User {
    User { url: url.to_owned(), ..user.clone() }
}

/// A card, sent under this command's id.
async fn answer(user: &User, review: &str, command: &str, text: &str) -> reqwest::Result<reqwest::Response> {
    let fields = [
        ("review", review),
        ("id", command),
        // One command is one card, however often it is sent.
        ("command[add_card][id]", command),
        ("command[add_card][question]", "response"),
        ("command[add_card][text]", text),
    ];
    user.try_form("send", &fields).await
}

/// Adds an event; gives its id.
async fn add_event(user: &User, review: &str, text: &str) -> String {
    let id = new_id();
    let event = [
        ("[add_event][id]", id.as_str()),
        ("[add_event][at][local]", "2026-05-01T10:00"),
        ("[add_event][at][zone]", "UTC"),
        ("[add_event][text]", text),
    ];
    user.send(review, &event).await;
    id
}

async fn in_room(user: &User, review: &str, act: &[(&str, &str)]) {
    let fields: Vec<_> = [("review", review)].into_iter().chain(act.iter().copied()).collect();
    user.ok("be_in_room", &fields).await;
}

/// The next news of this person's seat that shows what is looked for.
async fn seat(stream: &mut Stream, person: &str, shows: impl Fn(&Value) -> bool) {
    loop {
        let told = stream.room().await;
        if told["one"]["person"] == person && shows(&told["one"]["seat"]) {
            return;
        }
    }
}

#[tokio::test]
async fn people_at_two_nodes_see_what_the_others_do_and_who_is_there() {
    let engine = Engine::server().await;
    let one = engine.serve().await;
    let admin = one.set_up().await;
    let member = one.invited(&admin, "member", "Mia").await;
    let two = engine.serve().await;
    let elsewhere = at(&member, &two.url);
    let review = admin.open_review("Mail stopped").await;
    let mut here = Stream::open(&admin, &review, 1, None).await;
    let mut there = Stream::open(&elsewhere, &review, 1, None).await;

    let event = add_event(&admin, &review, "Seen at the first").await;
    assert!(there.next().await.data.contains("Seen at the first"));
    add_event(&elsewhere, &review, "Seen at the second").await;
    assert!(here.next().await.data.contains("Seen at the first"));
    assert!(here.next().await.data.contains("Seen at the second"));

    let person = elsewhere.ok("load_review", &[("id", &review)]).await["actor"]["person"].as_str().unwrap().to_owned();
    in_room(&elsewhere, &review, &[("act[hand][up]", "true")]).await;
    seat(&mut here, &person, |seat| seat["hand"].is_string()).await;
    in_room(&admin, &review, &[("act[call_on][person]", &person)]).await;
    seat(&mut there, &person, |seat| seat["hand"].is_null()).await;

    let (department, lesson) = (new_id(), new_id());
    admin.ok("save_department", &[("id", &department), ("name", "Platform"), ("hourly_rate", "90")]).await;
    let source = format!("event:{event}");
    let learnt =
        [("[add_lesson][id]", lesson.as_str()), ("[add_lesson][text]", "Alarms need an owner"), ("[add_lesson][sources][]", &source)];
    admin.send(&review, &learnt).await;
    assert!(there.next().await.data.contains("Alarms need an owner"));
    super::the_loop::propose(&admin, &review, &lesson, &department, "Give every alarm an owner").await;
    let told = there.next().await;
    assert_eq!(told.event, "work");
    assert!(told.data.contains("Give every alarm an owner"));
}

#[tokio::test]
async fn a_page_and_a_command_at_one_node_know_what_was_acknowledged_at_another_a_moment_ago() {
    let engine = Engine::server().await;
    let one = engine.serve().await;
    let admin = one.set_up().await;
    let two = engine.serve().await;
    let elsewhere = at(&admin, &two.url);
    let review = admin.open_review("Mail stopped").await;
    for round in 0..20 {
        let (first, second) = if round % 2 == 0 { (&admin, &elsewhere) } else { (&elsewhere, &admin) };
        let event = add_event(first, &review, "Seen").await;
        second.send(&review, &[("[remove_event][id]", &event)]).await;
        assert_eq!(first.review(&review).await["events"][&event]["removed"], true);
    }
    // Also who may see it at all.
    let member = one.invited(&admin, "member", "Mia").await;
    admin.send(&review, &[("[edit_facts][visibility]", "private")]).await;
    assert_eq!(at(&member, &two.url).form("load_review", &[("id", &review)]).await.status(), 404);
}

#[tokio::test]
async fn what_is_commanded_at_two_nodes_at_the_same_time_is_all_done_once() {
    let engine = Engine::server().await;
    let one = engine.serve().await;
    let admin = one.set_up().await;
    let two = engine.serve().await;
    let review = admin.open_review("Mail stopped").await;
    let nodes = [at(&admin, &one.url), at(&admin, &two.url)];
    let commands: Vec<String> = (0..40).map(|_| new_id()).collect();
    // Every command goes to both, as from somebody whose first answer was lost on the way.
    let sending = commands.iter().flat_map(|command| nodes.iter().map(|node| answer(node, &review, command, command)));
    for answer in join_all(sending).await {
        assert_eq!(answer.unwrap().status(), 200);
    }
    let reviews = join_all(nodes.iter().map(|node| node.review(&review))).await;
    assert_eq!(reviews[0], reviews[1]);
    assert_eq!(reviews[0]["seq"], 41);
    assert_eq!(reviews[0]["cards"].as_object().unwrap().len(), 40);
    assert_eq!(two.site.workspace.verify().await.unwrap().disagreements, Vec::<String>::new());
}

#[tokio::test]
async fn the_buttons_of_a_page_without_a_script_are_told_apart_at_every_node_and_each_is_done_once() {
    let engine = Engine::server().await;
    let one = engine.serve().await;
    let admin = one.set_up().await;
    let two = engine.serve().await;
    let elsewhere = at(&admin, &two.url);
    let review = admin.open_review("Mail stopped").await;
    let event = add_event(&admin, &review, "The queue grew").await;
    // Such a page has one id for all of its buttons.
    let page = new_id();
    let press = async |user: &User, mark: &str| {
        let button = [
            ("review", review.as_str()),
            ("id", page.as_str()),
            ("command[mark][event]", event.as_str()),
            ("command[mark][mark]", mark),
            ("command[mark][more]", "true"),
        ];
        user.ok("send", &button).await
    };
    press(&admin, "surprise").await;
    press(&elsewhere, "unclear").await;
    press(&elsewhere, "surprise").await;
    let there = admin.review(&review).await;
    assert_eq!(there["events"][&event]["marks"].as_object().unwrap().len(), 2, "{there}");
    assert_eq!(there["seq"], 4, "the third was done before");
}

#[tokio::test]
async fn two_administrators_who_take_the_role_from_each_other_at_two_nodes_do_not_both_lose_it() {
    let engine = Engine::server().await;
    let one = engine.serve().await;
    let admin = one.set_up().await;
    let other = one.invited(&admin, "admin", "Olga").await;
    let two = engine.serve().await;
    let id_of = async |user: &User| user.ok("load_setting", &[]).await["me"]["id"].as_str().unwrap().to_owned();
    let (ada, olga) = (id_of(&admin).await, id_of(&other).await);
    let (first, second) = (at(&admin, &one.url), at(&other, &two.url));
    for _ in 0..10 {
        let olga_out = [("id", olga.as_str()), ("role", "member"), ("team", ""), ("active", "true")];
        let ada_out = [("id", ada.as_str()), ("role", "member"), ("team", ""), ("active", "true")];
        let both = join_all([first.form("save_person", &olga_out), second.form("save_person", &ada_out)]).await;
        let done: Vec<bool> = both.into_iter().map(|answer| answer.status().is_success()).collect();
        assert_eq!(done.iter().filter(|done| **done).count(), 1, "{done:?}");
        let (left, taken) = if done[0] { (&first, &olga) } else { (&second, &ada) };
        left.ok("save_person", &[("id", taken), ("role", "admin"), ("team", ""), ("active", "true")]).await;
    }
}

/// A process of its own on the engine's database.
async fn process(engine: &Engine) -> Running {
    let place = &engine.database;
    let url = place.database.as_deref().expect("a server");
    Running::start(&["--database", url, "--database-name", &place.database_name]).await
}

#[tokio::test]
async fn when_a_node_is_killed_nothing_is_lost_and_its_people_go_on_at_another() {
    let engine = Engine::server().await;
    let app: TestApp = engine.serve().await;
    let admin = app.set_up().await;
    let review = admin.open_review("Mail stopped").await;
    let (first, second) = (process(&engine).await, process(&engine).await);
    let mut watching = Stream::open(&at(&admin, &second.url), &review, 1, None).await;

    // Everybody writes as fast as they can; whoever loses their node sends the same again at the other.
    let writers = (0..10).map(|number| {
        let urls = if number % 2 == 0 { [first.url.clone(), second.url.clone()] } else { [second.url.clone(), first.url.clone()] };
        let (admin, review) = (admin.clone(), review.clone());
        tokio::spawn(async move {
            let mut moved = false;
            let mut written = Vec::new();
            for _ in 0..9 {
                let command = new_id();
                let taken = |answer: reqwest::Result<reqwest::Response>| answer.is_ok_and(|answer| answer.status().is_success());
                while !taken(answer(&at(&admin, &urls[usize::from(moved)]), &review, &command, &command).await) {
                    assert!(!moved, "the other node takes it");
                    moved = true;
                }
                written.push(command);
            }
            (moved, written)
        })
    });
    let writers: Vec<_> = writers.collect();
    // Not before both have begun.
    for seq in 2..=11 {
        assert_eq!(watching.next().await.id, Some(seq));
    }
    first.kill().await;
    let (mut moved, mut written) = (0, Vec::new());
    for writer in writers {
        let (one, all) = writer.await.unwrap();
        moved += usize::from(one);
        written.extend(all);
    }
    assert_eq!(moved, 5, "those of the killed node went to the other");
    let there = at(&admin, &second.url).review(&review).await;
    assert_eq!(there["seq"], 91);
    assert!(written.iter().all(|command| there["cards"][command]["text"] == command.as_str()));
    for seq in 12..=91 {
        assert_eq!(watching.next().await.id, Some(seq), "nothing was missed");
    }
    assert_eq!(app.site.workspace.verify().await.unwrap().disagreements, Vec::<String>::new());
    let signed_in = User::new(&second.url);
    signed_in.ok("sign_in", &[("email", "ada@example.org"), ("password", PASSWORD)]).await;
    assert_eq!(signed_in.review(&review).await["seq"], json!(91));
}
