//! Plain forms and bad input.

use reqwest::header;
use tests::{TestApp, encoded};
use uuid::Uuid;

#[tokio::test]
async fn a_refused_plain_form_comes_back_with_everything_that_was_typed() {
    let (_app, admin) = TestApp::init().await;
    let id = Uuid::now_v7().to_string();
    let fields = [
        ("id", id.as_str()),
        ("new[facts][title]", "Mail stopped"),
        ("new[summary]", "A <b>long</b> story\nof mail"),
        ("new[facts][started][local]", "2026-05-02T10:00"),
        ("new[facts][started][zone]", "UTC"),
        ("new[facts][mitigated][local]", "2026-05-01T10:00"),
        ("new[facts][mitigated][zone]", "UTC"),
    ];
    let answer = admin.plain_form("open_review", &fields, "/reviews/new").await;
    assert_eq!(answer.status().as_u16(), 422);
    let page = answer.text().await.unwrap();
    assert!(page.contains("“Mitigated” is before “Started”"), "{page}");
    assert!(page.contains("Mail stopped") && page.contains("A &lt;b&gt;long&lt;/b&gt; story"), "{page}");
}

#[tokio::test]
async fn a_refused_lesson_offers_what_it_can_be_learnt_from_and_is_mended() {
    let (_app, admin) = TestApp::init().await;
    let review = admin.open_review("Mail stopped").await;
    let (event, lesson, id) = (Uuid::now_v7().to_string(), Uuid::now_v7().to_string(), Uuid::now_v7().to_string());
    let at = [("[add_event][at][local]", "2026-05-01T10:00"), ("[add_event][at][zone]", "UTC")];
    admin.send(&review, &[at[0], at[1], ("[add_event][id]", &event), ("[add_event][text]", "The queue <grew>")]).await;
    let written = [
        ("review", review.as_str()),
        ("id", &id),
        ("command[add_lesson][id]", &lesson),
        ("command[add_lesson][text]", "Queues need alarms"),
    ];
    let from = format!("/reviews/{review}/lessons");
    let refused = admin.plain_form("send", &written, &from).await;
    assert_eq!(refused.status().as_u16(), 422);
    let page = refused.text().await.unwrap();
    let source = format!("event:{event}");
    assert!(page.contains(&format!("name=\"command[add_lesson][sources][]\" value=\"{source}\"")), "{page}");
    assert!(page.contains("The queue &lt;grew&gt;") && page.contains("Queues need alarms"), "{page}");
    let mended: Vec<(&str, &str)> = written.into_iter().chain([("command[add_lesson][sources][]", source.as_str())]).collect();
    assert_eq!(admin.plain_form("send", &mended, &from).await.status().as_u16(), 303);
}

#[tokio::test]
async fn a_refused_press_gives_the_reason_and_leads_back() {
    let (_app, admin) = TestApp::init().await;
    let review = admin.open_review("Mail stopped").await;
    let id = Uuid::now_v7().to_string();
    let ballot = format!("card:{id}");
    let from = format!("/reviews/{review}/questions");
    let press = [("review", review.as_str()), ("id", &id), ("command[vote][ballot]", &ballot), ("command[vote][more]", "true")];
    let refused = admin.plain_form("send", &press, &from).await;
    assert!(refused.status().is_client_error());
    let page = refused.text().await.unwrap();
    assert!(page.contains(&format!("href=\"{from}\">Go back</a>")), "{page}");
    assert!(!page.contains("<label") && !page.contains("Send again"), "{page}");
}

#[tokio::test]
async fn a_wrong_zone_is_marked_at_the_zone() {
    let (_app, admin) = TestApp::init().await;
    let id = Uuid::now_v7().to_string();
    let fields = [
        ("id", id.as_str()),
        ("new[facts][title]", "Mail stopped"),
        ("new[facts][started][local]", "2026-05-02T10:00"),
        ("new[facts][started][zone]", "CET"),
    ];
    let page = admin.plain_form("open_review", &fields, "/reviews/new").await.text().await.unwrap();
    assert!(page.contains("Zone of “Started”: “CET” could mean several zones."), "{page}");
    assert!(page.contains("name=\"new[facts][started][zone]\" value=\"CET\" aria-invalid=\"true\""), "{page}");
    assert_eq!(page.matches("aria-invalid").count(), 1, "{page}");
}

#[tokio::test]
async fn what_cannot_be_read_is_said_in_sentences_that_end_once() {
    let (_app, admin) = TestApp::init().await;
    let review = admin.open_review("Mail stopped").await;
    let (id, one) = (Uuid::now_v7().to_string(), Uuid::now_v7().to_string());
    let fields = [
        ("review", review.as_str()),
        ("id", &id),
        ("command[observe][id]", &one),
        ("command[observe][indicator]", "bridging"),
        ("command[observe][level]", "generative"),
        ("command[observe][evidence]", ""),
        ("command[observe][note]", "Everybody was asked"),
    ];
    let page = admin.plain_form("send", &fields, &format!("/reviews/{review}/culture")).await.text().await.unwrap();
    assert!(page.contains("Everybody was asked") && !page.contains(".."), "{page}");
    assert!(page.contains("Open that page in another tab") && !page.contains("Send again"), "{page}");
}

#[tokio::test]
async fn a_plain_form_that_is_done_leads_on() {
    let (_app, admin) = TestApp::init().await;
    let id = Uuid::now_v7().to_string();
    let answer = admin.plain_form("open_review", &[("id", &id), ("new[facts][title]", "Mail stopped")], "/reviews/new").await;
    assert_eq!(answer.status().as_u16(), 303);
    assert_eq!(answer.headers()[header::LOCATION], format!("/reviews/{id}"));
    let (status, page) = admin.page(&format!("/reviews/{id}")).await;
    assert_eq!(status, 200);
    assert!(page.contains("Mail stopped"));
}

#[tokio::test]
async fn a_second_submit_of_the_same_form_is_one_review() {
    let (_app, admin) = TestApp::init().await;
    let id = Uuid::now_v7().to_string();
    for _ in 0..2 {
        admin.ok("open_review", &[("id", &id), ("new[facts][title]", "Mail stopped")]).await;
    }
    let lines = admin.ok("load_reviews", &[]).await;
    assert_eq!(lines[0].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn forms_from_other_sites_are_refused() {
    let (app, admin) = TestApp::init().await;
    let answer = admin
        .client
        .post(format!("{}/do/sign_out", app.url))
        .header("sec-fetch-site", "cross-site")
        .header(header::ORIGIN, "https://evil.example")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(encoded(&[("everywhere", "true")]))
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status().as_u16(), 403);
    admin.ok("load_account", &[]).await;
}

#[tokio::test]
async fn what_cannot_be_read_gets_a_clear_answer_and_changes_nothing() {
    let (app, admin) = TestApp::init().await;
    let review = admin.open_review("Mail stopped").await;
    let post = |kind: &'static str, body: Vec<u8>| {
        admin
            .client
            .post(format!("{}/do/send", app.url))
            .header("sec-fetch-site", "same-origin")
            .header(header::ACCEPT, "application/json")
            .header(header::CONTENT_TYPE, kind)
            .body(body)
            .send()
    };
    let form = "application/x-www-form-urlencoded";
    let half = encoded(&[("review", &review), ("id", &Uuid::now_v7().to_string()), ("command[add_event][id]", "0")]);
    let cases: [(&str, &'static str, Vec<u8>, u16); 5] = [
        ("a wrong content type", "application/json", b"{}".to_vec(), 415),
        ("a body cut in the middle", form, half.into_bytes(), 400),
        ("no body", form, Vec::new(), 400),
        ("bytes that are no text", form, vec![0xff, 0xfe, b'='], 400),
        ("a megabyte", form, encoded(&[("review", &"x".repeat(1_000_000))]).into_bytes(), 413),
    ];
    for (name, kind, body, status) in cases {
        let answer = post(kind, body).await.unwrap();
        assert_eq!(answer.status().as_u16(), status, "{name}");
        let told: serde_json::Value = answer.json().await.unwrap();
        assert!(told["code"].is_string() && told["message"].as_str().unwrap().len() > 10, "{name}: {told}");
    }
    assert_eq!(admin.review(&review).await["seq"], 1);
}

#[tokio::test]
async fn script_in_any_text_is_shown_as_text() {
    let (_app, admin) = TestApp::init().await;
    let attack = "</textarea><script>alert(1)</script><img src=x onerror=alert(2)>";
    let review = admin.open_review(attack).await;
    admin.send(&review, &[("[edit_summary][base]", "1"), ("[edit_summary][text][was]", ""), ("[edit_summary][text][now]", attack)]).await;
    let event = Uuid::now_v7().to_string();
    admin
        .send(
            &review,
            &[
                ("[add_event][id]", &event),
                ("[add_event][at][local]", "2026-05-01T10:00"),
                ("[add_event][at][zone]", "UTC"),
                ("[add_event][text]", &format!("{attack} [x](javascript:alert(3))")),
            ],
        )
        .await;
    admin
        .send(
            &review,
            &[("[add_card][id]", &Uuid::now_v7().to_string()), ("[add_card][question]", "response"), ("[add_card][text]", attack)],
        )
        .await;
    for part in ["", "/facts", "/timeline", "/questions", "/culture", "/lessons", "/work", "/read"] {
        let (status, page) = admin.page(&format!("/reviews/{review}{part}")).await;
        assert_eq!(status, 200, "{part}");
        let at = page.find("<script>alert").map(|at| page[at.saturating_sub(120)..(at + 40).min(page.len())].to_owned());
        assert_eq!(at, None, "{part} carries the script");
        assert!(!page.contains("<img src=x"), "{part} carries the image");
        assert!(!page.contains("href=\"javascript"), "{part} carries the link");
    }
}

#[tokio::test]
async fn a_plain_form_mended_after_a_refusal_leads_back_to_where_it_came_from() {
    let (_app, admin) = TestApp::init().await;
    let review = admin.open_review("Mail stopped").await;
    let from = format!("/reviews/{review}/facts");
    let id = Uuid::now_v7().to_string();
    let with = |title: &str, extra: Option<(&'static str, String)>| {
        let mut fields =
            vec![("review".to_owned(), review.clone()), ("id".into(), id.clone()), ("command[edit_facts][title]".into(), title.to_owned())];
        fields.extend(extra.map(|(name, value)| (name.to_owned(), value)));
        fields
    };
    let send = |fields: Vec<(String, String)>, referer: String| {
        let admin = admin.clone();
        async move {
            let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            admin.plain_form("send", &fields, &referer).await
        }
    };
    let refused = send(with(&"long ".repeat(200), None), from.clone()).await;
    assert_eq!(refused.status(), 422);
    let page = refused.text().await.unwrap();
    assert!(page.contains(&format!("name=\"_from\" value=\"{from}\"")), "{page}");
    let done = send(with("Mail stopped twice", Some(("_from", from.clone()))), "/do/send".into()).await;
    assert_eq!((done.status().as_u16(), done.headers()[header::LOCATION].to_str().unwrap()), (303, from.as_str()));
}

#[tokio::test]
async fn a_plain_form_that_makes_a_secret_shows_it_once() {
    let (_app, admin) = TestApp::init().await;
    let made = admin.plain_form("invite", &[("role", "member"), ("team", "")], "/people").await;
    let page = made.text().await.unwrap();
    assert!(page.contains("/join/") && page.contains("not shown again"), "{page}");
    let made = admin.plain_form("make_token", &[("name", "t"), ("writes", "false")], "/account").await;
    assert!(made.text().await.unwrap().contains("hotwash_"));
}

#[tokio::test]
async fn a_plain_form_whose_text_was_merged_says_so() {
    let (_app, admin) = TestApp::init().await;
    let review = admin.open_review("Mail stopped").await;
    let summary = |now: &'static str| {
        vec![("[edit_summary][base]", "1"), ("[edit_summary][text][was]", "Mail was late."), ("[edit_summary][text][now]", now)]
    };
    admin
        .send(&review, &[("[edit_summary][base]", "1"), ("[edit_summary][text][was]", ""), ("[edit_summary][text][now]", "Mail was late.")])
        .await;
    let base = admin.review(&review).await["summary_version"].to_string();
    let with_base =
        |now| summary(now).into_iter().map(|(name, value)| if name.ends_with("[base]") { (name, base.as_str()) } else { (name, value) });
    admin.send(&review, &with_base("All mail was late.").collect::<Vec<_>>()).await;
    let fields: Vec<(String, &str)> = with_base("Mail was very late.").map(|(name, value)| (format!("command{name}"), value)).collect();
    let id = Uuid::now_v7().to_string();
    let mut form: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), *value)).collect();
    form.extend([("review", review.as_str()), ("id", id.as_str())]);
    let page = admin.plain_form("send", &form, &format!("/reviews/{review}")).await.text().await.unwrap();
    assert!(page.contains("Both edits are in") && page.contains(&format!("href=\"/reviews/{review}\"")), "{page}");
    assert_eq!(admin.review(&review).await["summary"], "All mail was very late.");
}

#[tokio::test]
async fn a_button_may_hold_several_fields() {
    let (_app, admin) = TestApp::init().await;
    let review = admin.open_review("Mail stopped").await;
    let id = Uuid::now_v7().to_string();
    let fields = [
        ("review", review.as_str()),
        ("id", &id),
        ("_fields", "command[edit_facts][title]=Mail%20%26%20more&command[edit_facts][severity]=sev1"),
    ];
    let answer = admin.plain_form("send", &fields, "/").await;
    assert_eq!(answer.status().as_u16(), 303, "{}", answer.text().await.unwrap());
    let facts = admin.review(&review).await["facts"].clone();
    assert_eq!((facts["title"].as_str(), facts["severity"].as_str()), (Some("Mail & more"), Some("sev1")));
}

#[tokio::test]
async fn two_people_who_both_begin_an_empty_text_are_merged() {
    let (_app, admin) = TestApp::init().await;
    let review = admin.open_review("Mail stopped").await;
    for text in ["A queue filled.", "Nobody was paged."] {
        let edit = [("[edit_summary][base]", "1"), ("[edit_summary][text][was]", ""), ("[edit_summary][text][now]", text)];
        admin.send(&review, &edit).await;
    }
    assert_eq!(admin.review(&review).await["summary"], "A queue filled.\nNobody was paged.");
}

#[tokio::test]
async fn a_plain_form_that_is_too_large_is_refused_on_a_page() {
    let (_app, admin) = TestApp::init().await;
    let answer = admin.plain_form("send", &[("command[edit_summary][text][now]", &"x".repeat(600_000))], "/").await;
    assert_eq!(answer.status().as_u16(), 413);
    let page = answer.text().await.unwrap();
    assert!(page.contains("<h1>This was not saved</h1>") && page.contains("more than the 512 kB"), "{page}");
}
