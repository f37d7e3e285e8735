//! A review answered over days, by people who never meet in a session.

use serde_json::json;
use tests::{TestApp, User};
use uuid::Uuid;

const QUESTIONS: [&str; 4] = ["milestones", "response", "prevention", "remediation"];

fn new_id() -> String {
    Uuid::now_v7().to_string()
}

async fn person_of(user: &User) -> String {
    user.ok("load_setting", &[]).await["me"]["id"].as_str().unwrap().to_owned()
}

async fn ask_until(user: &User, review: &str, day: &str) {
    user.send(review, &[("[ask_until][until][local]", day), ("[ask_until][until][zone]", "UTC")]).await;
}

async fn answer(user: &User, review: &str, question: &str) {
    let (id, text) = (new_id(), format!("Zebra of {question}"));
    user.send(review, &[("[add_card][id]", &id), ("[add_card][question]", question), ("[add_card][text]", &text)]).await;
}

async fn page(user: &User, review: &str, part: &str) -> String {
    let (status, page) = user.page(&format!("/reviews/{review}{part}")).await;
    assert_eq!(status, 200, "{part}");
    page
}

#[tokio::test]
async fn two_people_answer_without_a_session_and_each_is_reminded_of_what_is_theirs() {
    let (app, admin) = TestApp::init().await;
    let (mia, ron) = (app.invited(&admin, "member", "Mia").await, app.invited(&admin, "member", "Ron").await);
    let review = admin.open_review("Mail stopped").await;
    let (first, second) = (person_of(&mia).await, person_of(&ron).await);
    admin.send(&review, &[("[name_participants][people][]", &first), ("[name_participants][people][]", &second)]).await;
    let asked = page(&mia, &review, "").await;
    assert!(asked.contains("Still open") && !asked.contains("your answer"), "nothing is asked yet");

    let (status, code) = mia.send_refused(&review, &[("[ask_until][until][local]", "2099-11-24")]).await;
    assert_eq!((status, code.as_str()), (403, "not_allowed"));
    ask_until(&admin, &review, "2099-11-24").await;
    for part in ["", "/questions"] {
        assert!(page(&mia, &review, part).await.contains("Answers are asked for by Tuesday 24 Nov 2099."), "{part}");
    }
    assert!(mia.page("/").await.1.contains("Answers by 24 Nov 2099"));
    assert!(page(&mia, &review, "").await.contains("4 of 4 questions wait for your answer"));

    // In any order, and seen by nobody else.
    for question in QUESTIONS.into_iter().rev() {
        answer(&mia, &review, question).await;
    }
    let (mias, rons, leads) = (page(&mia, &review, "").await, page(&ron, &review, "").await, page(&admin, &review, "").await);
    assert!(!mias.contains("your answer"), "what is done disappears");
    assert!(rons.contains("4 of 4 questions wait for your answer"));
    assert_eq!(leads.matches("1 person has answered “").count(), 4, "numbers, because cards are anonymous");
    assert!(!rons.contains("has answered"), "which are for whoever leads");
    for (user, part) in [(&ron, "/questions"), (&ron, ""), (&admin, "/questions"), (&admin, "/session"), (&admin, "")] {
        assert!(!page(user, &review, part).await.contains("Zebra"), "{part}");
    }
    assert_eq!(admin.ok("load_review", &[("id", &review)]).await["wrote"]["response"], json!({"count": 1, "people": null}));
    assert_eq!(ron.ok("load_review", &[("id", &review)]).await["wrote"], json!({}));

    // Nobody is asked for answers by a day that has passed.
    let (_, code) = admin.send_refused(&review, &[("[ask_until][until][local]", "2020-11-24")]).await;
    assert_eq!(code, "invalid");
    assert!(page(&ron, &review, "").await.contains("Answers are asked for by Tuesday 24 Nov 2099."));
    for question in QUESTIONS {
        answer(&ron, &review, question).await;
    }
    assert!(!page(&admin, &review, "").await.contains("have answered “"), "nobody is waited for any more");

    // Each question has its own reveal.
    let steps = admin.review(&review).await["format"]["steps"].as_array().unwrap().clone();
    let group = steps.iter().position(|step| step["kind"]["group"] == "milestones").unwrap().to_string();
    admin.send(&review, &[("[move_to][from]", "0"), ("[move_to][to]", &group)]).await;
    let seen = page(&admin, &review, "/questions").await;
    assert!(seen.contains("Zebra of milestones") && !seen.contains("Zebra of response"));

    ask_until(&admin, &review, "").await;
    assert!(!page(&ron, &review, "").await.contains("asked for by"));
    assert!(!ron.page("/").await.1.contains("Answers by"));
}

#[tokio::test]
async fn where_cards_are_named_whoever_leads_sees_who_has_not_answered() {
    let (app, admin) = TestApp::init().await;
    let (mia, ron) = (app.invited(&admin, "member", "Mia").await, app.invited(&admin, "member", "Ron").await);
    let vic = app.invited(&admin, "viewer", "Vic").await;
    let review = admin.open_review("Mail stopped").await;
    admin.send(&review, &[("[choose_authors][authors]", "named")]).await;
    let people = [person_of(&mia).await, person_of(&ron).await, person_of(&vic).await];
    let named: Vec<(&str, &str)> = people.iter().map(|person| ("[name_participants][people][]", person.as_str())).collect();
    admin.send(&review, &named).await;
    ask_until(&admin, &review, "2099-11-24").await;
    for (user, waits) in [(&mia, "Mia, Ron have not"), (&ron, "Ron has not")] {
        assert!(page(&admin, &review, "").await.contains(&format!("{waits} answered every question yet")), "{waits}");
        assert!(!page(&ron, &review, "").await.contains("answered every question"));
        for question in QUESTIONS {
            answer(user, &review, question).await;
        }
    }
    assert!(!page(&admin, &review, "").await.contains("answered every question"), "a viewer is not waited for");
}

#[tokio::test]
async fn what_nobody_has_dealt_with_stands_on_the_overview_with_the_way_there() {
    let (_app, admin) = TestApp::init().await;
    let review = admin.open_review("Mail stopped").await;
    let (event, parked, lesson) = (new_id(), new_id(), new_id());
    let seen = [
        ("[add_event][id]", event.as_str()),
        ("[add_event][at][local]", "2026-05-01T10:00"),
        ("[add_event][at][zone]", "UTC"),
        ("[add_event][text]", "Queues fill"),
    ];
    admin.send(&review, &seen).await;
    admin.send(&review, &[("[mark][event]", &event), ("[mark][mark]", "unclear"), ("[mark][more]", "true")]).await;
    admin.send(&review, &[("[park][id]", &parked), ("[park][text]", "The rota")]).await;
    let source = format!("event:{event}");
    let taught =
        [("[add_lesson][id]", lesson.as_str()), ("[add_lesson][text]", "Queues need alarms"), ("[add_lesson][sources][]", source.as_str())];
    admin.send(&review, &taught).await;
    let open = page(&admin, &review, "").await;
    for (text, to) in [
        ("There is no summary yet", "#summary".to_owned()),
        ("Unclear to somebody: 10:00 · Queues fill", format!("/timeline#event-{event}")),
        ("Parked for later: “The rota”", "/session#parking".to_owned()),
        ("No work is planned from the lesson “Queues need alarms”", format!("/lessons#lesson-{lesson}")),
    ] {
        assert!(open.contains(text) && open.contains(&format!("href=\"/reviews/{review}{to}\"")), "{text}");
    }
    assert!(page(&admin, &review, "/timeline").await.contains("You marked this as unclear."));

    admin.send(&review, &[("[edit_summary][base]", "1"), ("[edit_summary][text][was]", ""), ("[edit_summary][text][now]", "Late.")]).await;
    admin.send(&review, &[("[mark][event]", &event), ("[mark][mark]", "unclear"), ("[mark][more]", "false")]).await;
    admin.send(&review, &[("[settle_parked][id]", &parked), ("[settle_parked][settled]", "true")]).await;
    admin.send(&review, &[("[remove_lesson][id]", &lesson)]).await;
    assert!(page(&admin, &review, "").await.contains("Nothing waits for you here."));
    admin.send(&review, &[("", "publish")]).await;
    assert!(!page(&admin, &review, "").await.contains("Still open"));
}
