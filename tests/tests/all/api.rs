//! The interface for programs.

use reqwest::{Method, header};
use serde_json::{Value, json};
use tests::{Description, Program, TestApp};
use uuid::Uuid;

/// Asks, and holds the answer against the description.
async fn asked(api: &Description, program: &Program, route: &str, parts: &[(&str, &str)], body: Option<Value>) -> (u16, Value) {
    let (method, path) = route.split_once(' ').unwrap();
    let filled = parts.iter().fold(path.to_owned(), |path, (name, value)| path.replace(&format!("{{{name}}}"), value));
    let (status, answer) = program.ask(method.parse().unwrap(), &filled, body.as_ref(), None).await;
    api.check(route, body.as_ref(), status, &answer);
    (status, answer)
}

#[tokio::test]
async fn a_program_takes_an_incident_through_the_loop_and_every_answer_is_as_described() {
    let (app, admin) = TestApp::init().await;
    let department = Uuid::now_v7().to_string();
    admin.ok("save_department", &[("id", &department), ("name", "Platform"), ("hourly_rate", "90")]).await;
    let owner = admin.ok("load_people", &[]).await["people"][0]["id"].clone();
    let program = admin.program(true).await;
    let api = Description::of(&program).await;

    let facts = json!({"title": "Mail stopped", "severity": "sev2", "started": {"local": "2026-05-01T10:00", "zone": "UTC"}});
    let (status, opened) =
        asked(&api, &program, "POST /reviews", &[], Some(json!({"facts": facts, "summary": "A queue **filled**."}))).await;
    assert_eq!(status, 201);
    let review = opened["id"].as_str().unwrap();
    let of = [("id", review)];
    let (_, list) = asked(&api, &program, "GET /reviews", &[], None).await;
    assert_eq!(list["reviews"][0]["title"], "Mail stopped");

    let pasted = json!({"text": "- 10:05 alert\n- 10:20 restarted", "day": "2026-05-01", "zone": "UTC"});
    let (_, rows) = asked(&api, &program, "POST /timeline/read", &[], Some(pasted)).await;
    assert_eq!(rows.as_array().unwrap().len(), 2);
    let event = Uuid::now_v7().to_string();
    let draft = json!({"id": event, "at": {"local": "2026-05-01T10:05", "zone": "UTC"}, "kind": "detection", "text": "Alert"});
    assert_eq!(asked(&api, &program, "POST /reviews/{id}/timeline", &of, Some(draft)).await.0, 201);
    let patch = json!({"base": 2, "patch": {"milestone": true}});
    asked(&api, &program, "PATCH /reviews/{id}/timeline/{event}", &[("id", review), ("event", &event)], Some(patch)).await;
    let (_, timeline) = asked(&api, &program, "GET /reviews/{id}/timeline", &of, None).await;
    assert_eq!((&timeline[0]["text"], &timeline[0]["milestone"]), (&json!("Alert"), &json!(true)));

    let (_, card) =
        asked(&api, &program, "POST /reviews/{id}/cards", &of, Some(json!({"question": "response", "text": "Looked at the queue"}))).await;
    let card = card["id"].as_str().unwrap();
    let (_, cards) = asked(&api, &program, "GET /reviews/{id}/cards", &of, None).await;
    assert_eq!(cards["cards"][0]["text"], "Looked at the queue");
    // A card is evidence once all can read it.
    let (_, whole) = asked(&api, &program, "GET /reviews/{id}", &of, None).await;
    let last = whole["format"]["steps"].as_array().unwrap().len() - 1;
    asked(&api, &program, "POST /reviews/{id}/commands", &of, Some(json!({"move_to": {"from": 0, "to": last}}))).await;
    let seen = json!({"indicator": "messengers", "level": "generative", "evidence": format!("event:{event}"), "note": "thanked"});
    asked(&api, &program, "POST /reviews/{id}/observations", &of, Some(seen)).await;
    let (_, observations) = asked(&api, &program, "GET /reviews/{id}/observations", &of, None).await;
    assert_eq!(observations["observations"].as_array().unwrap().len(), 1);
    let lesson = json!({"text": "Queues need an alarm", "sources": [format!("event:{event}"), format!("card:{card}")]});
    let (_, lesson) = asked(&api, &program, "POST /reviews/{id}/lessons", &of, Some(lesson)).await;
    assert!(lesson["id"].is_string(), "{lesson}");
    let (_, lessons) = asked(&api, &program, "GET /reviews/{id}/lessons", &of, None).await;
    assert_eq!(lessons[0]["sources"].as_array().unwrap().len(), 2);

    let draft = json!({"title": "Alarm", "kind": "engineering", "driver": "risk", "risk_scenario": "Mail stops unseen", "owner": owner,
        "department": department, "due": "2026-06-01", "effort": 8, "saves": 2, "check": "It rings in a drill"});
    let proposal = json!({"review": review, "lesson": lesson["id"], "draft": draft});
    let (status, item) = asked(&api, &program, "POST /work", &[], Some(proposal)).await;
    assert_eq!(status, 201);
    let work = [("id", item["id"].as_str().unwrap())];
    for (to, outcome) in [("planned", ""), ("done", ""), ("verified", "It rang")] {
        let (status, moved) = asked(&api, &program, "POST /work/{id}/move", &work, Some(json!({"to": to, "outcome": outcome}))).await;
        assert_eq!((status, &moved["status"]), (200, &json!(to)));
    }
    let (_, edited) = asked(&api, &program, "PATCH /work/{id}", &work, Some(json!({"base": 1, "patch": {"effort": 12}}))).await;
    assert_eq!((&edited["effort"], &edited["status"], &edited["notices"]), (&json!(12), &json!("verified"), &json!(["overwrote"])));
    asked(&api, &program, "GET /work/{id}", &work, None).await;
    assert_eq!(asked(&api, &program, "GET /work", &[], None).await.1.as_array().unwrap().len(), 1);
    asked(&api, &program, "POST /reviews/{id}/commands", &of, Some(json!("publish"))).await;
    let (_, whole) = asked(&api, &program, "GET /reviews/{id}", &of, None).await;
    assert_eq!(whole["state"], "published");
    let (_, usual) = asked(&api, &program, "GET /trends", &[], None).await;
    assert!(usual["reviews"].as_array().unwrap().iter().any(|reviews| reviews == 1), "the review is in sight: {usual}");
    assert_eq!(program.get("/trends?span=12").await.1["periods"].as_array().unwrap().len(), 12);
    let (_, trends) = program.get("/trends?span=all").await;
    api.check("GET /trends", None, 200, &trends);
    assert_eq!(trends["reviews"].as_array().unwrap().iter().filter_map(Value::as_i64).sum::<i64>(), 1);
    drop(app);
}

#[tokio::test]
async fn trends_show_all_years_at_first_where_the_last_twelve_months_have_no_review() {
    let (_app, admin) = TestApp::init().await;
    let program = admin.program(true).await;
    let span = async || program.get("/trends").await.1["span"].clone();
    assert_eq!(span().await, "12");
    let old = json!({"facts": {"title": "Long ago", "started": {"local": "2001-02-03T10:00", "zone": "UTC"}}});
    assert_eq!(program.post("/reviews", &old).await.0, 201);
    assert_eq!(span().await, "all");
    assert_eq!(program.post("/reviews", &json!({"facts": {"title": "Now"}})).await.0, 201);
    assert_eq!(span().await, "12");
}

#[tokio::test]
async fn the_same_idempotency_key_is_the_same_change() {
    let (_app, admin) = TestApp::init().await;
    let program = admin.program(true).await;
    let review = admin.open_review("Mail stopped").await;
    let key = Uuid::now_v7();
    let body = json!({"question": "response", "text": "Looked at the queue"});
    let path = format!("/reviews/{review}/cards");
    let first = program.ask(Method::POST, &path, Some(&body), Some(key)).await;
    let second = program.ask(Method::POST, &path, Some(&body), Some(key)).await;
    assert_eq!((first.0, &first.1["id"], &first.1["seq"]), (second.0, &second.1["id"], &second.1["seq"]));
    assert_eq!(program.get(&path).await.1["cards"].as_array().unwrap().len(), 1);
    let opening = json!({"facts": {"title": "Once"}});
    let key = Uuid::now_v7();
    let once = program.ask(Method::POST, "/reviews", Some(&opening), Some(key)).await;
    let twice = program.ask(Method::POST, "/reviews", Some(&opening), Some(key)).await;
    assert_eq!(once, twice);
    assert_eq!(program.get("/reviews").await.1["reviews"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn what_a_program_gets_wrong_is_answered_with_a_status_a_code_and_a_sentence() {
    let (app, admin) = TestApp::init().await;
    let program = admin.program(true).await;
    let review = admin.open_review("Mail stopped").await;
    let nothing = Uuid::now_v7();
    let at = json!({"local": "2026-05-01T10:00", "zone": "UTC"});
    let event = |at: Value, text: &str| json!({"id": Uuid::now_v7(), "at": at, "text": text});
    let cases = [
        ("an unknown review", format!("/reviews/{nothing}/commands"), json!("publish"), 404, "not_found"),
        ("an unknown event", format!("/reviews/{review}/commands"), json!({"remove_event": {"id": nothing}}), 404, "unknown"),
        ("an unknown command", format!("/reviews/{review}/commands"), json!({"explode": {}}), 422, "unreadable"),
        (
            "a year with five digits",
            format!("/reviews/{review}/timeline"),
            event(json!({"local": "20202-05-01T10:00", "zone": "UTC"}), "x"),
            422,
            "unreadable_time",
        ),
        (
            "a year far away",
            format!("/reviews/{review}/timeline"),
            event(json!({"local": "9020-05-01T10:00", "zone": "UTC"}), "x"),
            422,
            "unreadable_time",
        ),
        (
            "an unknown zone",
            format!("/reviews/{review}/timeline"),
            event(json!({"local": "2026-05-01T10:00", "zone": "Mars/Olympus"}), "x"),
            422,
            "unreadable_time",
        ),
        ("a text that is too long", format!("/reviews/{review}/timeline"), event(at.clone(), &"x".repeat(60_000)), 422, "too_long"),
        ("a text that is empty", format!("/reviews/{review}/timeline"), event(at, "  "), 422, "empty"),
        ("an unknown question", format!("/reviews/{review}/cards"), json!({"question": "who", "text": "x"}), 404, "unknown"),
        (
            "mitigated before started",
            format!("/reviews/{review}/commands"),
            json!({"edit_facts": {"started": {"local": "2026-05-02T10:00", "zone": "UTC"}, "mitigated": {"local": "2026-05-01T10:00", "zone": "UTC"}}}),
            422,
            "time_order",
        ),
        (
            "a version from the future",
            format!("/reviews/{review}/commands"),
            json!({"edit_summary": {"base": 99, "text": {"now": "x"}}}),
            409,
            "stale",
        ),
        (
            "work for a lesson that is not there",
            "/work".into(),
            json!({"review": review, "lesson": nothing, "draft": {"title": "x", "kind": "engineering", "driver": "trust", "owner": nothing, "department": nothing, "due": "2026-06-01", "effort": 1, "check": "x"}}),
            422,
            "invalid",
        ),
    ];
    for (name, path, body, status, code) in cases {
        let (answered, told) = program.post(&path, &body).await;
        assert_eq!((answered, told["code"].as_str()), (status, Some(code)), "{name}: {told}");
        assert!(told["message"].as_str().unwrap().len() > 15, "{name}: {told}");
    }
    assert_eq!(admin.review(&review).await["seq"], 1, "nothing was half-written");

    let raw = |kind: &'static str, body: &'static str| {
        program
            .client
            .post(format!("{}/api/v1/reviews", app.url))
            .bearer_auth(&program.token)
            .header(header::CONTENT_TYPE, kind)
            .body(body)
            .send()
    };
    for (name, kind, body, status) in
        [("a wrong content type", "text/plain", "{}", 415), ("a body cut in the middle", "application/json", "{\"facts\": {\"ti", 400)]
    {
        let answer = raw(kind, body).await.unwrap();
        assert_eq!(answer.status().as_u16(), status, "{name}");
        assert!(answer.json::<Value>().await.unwrap()["code"].is_string(), "{name}");
    }
    let answer = program
        .client
        .post(format!("{}/api/v1/reviews", app.url))
        .bearer_auth(&program.token)
        .header("idempotency-key", "often")
        .json(&json!({}))
        .send();
    assert_eq!(answer.await.unwrap().status().as_u16(), 400);
    for address in ["/reviews/not-an-id", "/reviews?limit=many", "/work?review=none", "/trends?span=-3"] {
        let (status, told) = program.get(address).await;
        assert_eq!((status, told["code"].as_str()), (400, Some("unreadable")), "{address}: {told}");
    }
    assert_eq!(program.get("/nowhere").await.0, 404);
    assert_eq!(program.ask(Method::PUT, "/reviews", None, None).await.0, 405);
}

#[tokio::test]
async fn an_edit_of_a_work_item_that_names_no_patch_is_refused() {
    let (_app, admin) = TestApp::init().await;
    let program = admin.program(true).await;
    let (status, told) =
        program.ask(Method::PATCH, &format!("/work/{}", Uuid::now_v7()), Some(&json!({"base": 1, "draft": {}})), None).await;
    assert_eq!((status, told["code"].as_str()), (422, Some("unreadable")), "{told}");
}

#[tokio::test]
async fn a_change_on_a_stale_version_is_merged_by_word_or_refused() {
    let (_app, admin) = TestApp::init().await;
    let program = admin.program(true).await;
    let review = admin.open_review("Mail stopped").await;
    let path = format!("/reviews/{review}/commands");
    let edit = |was: Option<&str>, now: &str, base: u64| json!({"edit_summary": {"base": base, "text": {"was": was, "now": now}}});
    assert_eq!(program.post(&path, &edit(Some(""), "The queue filled slowly", 1)).await.0, 200);
    assert_eq!(program.post(&path, &edit(Some("The queue filled slowly"), "The mail queue filled slowly", 2)).await.0, 200);
    let (status, answer) = program.post(&path, &edit(Some("The queue filled slowly"), "The queue filled slowly overnight", 2)).await;
    assert_eq!((status, &answer["notices"]), (200, &json!(["merged"])));
    assert_eq!(admin.review(&review).await["summary"], "The mail queue filled slowly overnight");
    // Who does not say what they started from cannot be merged.
    let (status, answer) = program.post(&path, &edit(None, "Something else", 1)).await;
    assert_eq!((status, answer["code"].as_str()), (409, Some("stale")));
}
