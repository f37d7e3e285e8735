//! Every page, stream, download and route of the API.

use super::{world::*, *};
use reqwest::{Method, header};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use tests::{Description, TestApp};

#[tokio::test]
async fn every_page_stream_and_download_is_for_those_it_is_meant_for() {
    let world = World::new().await;
    let public = ["/sign-in", "/set-up", "/join/{secret}", "/reviews/{id}/join/{secret}"];
    let paths = &*hotwash::pages::PATHS;
    assert!(paths.len() > 15, "{paths:?}");
    for (role, user, _, which, stock) in world.everybody() {
        let mut all: Vec<(String, Needs)> = paths
            .iter()
            .filter(|path| !public.contains(&path.as_str()))
            .map(|path| {
                let is_work = path.starts_with("/work/");
                if path == "/formats/{id}" {
                    return ("/formats/new".to_owned(), Account);
                }
                let needs = if path.contains("{id}") { Sight } else { Account };
                (path.replace("{id}", if is_work { &stock.work } else { &stock.review }), needs)
            })
            .collect();
        all.extend(["download.md", "download.json"].map(|file| (format!("/reviews/{}/{file}", stock.review), Sight)));
        all.push((format!("/live/reviews/{}?from=0", stock.review), Sight));
        for (path, needs) in all {
            let answer = user.client.get(format!("{}{path}", user.url)).header(header::ACCEPT, "text/html").send().await.unwrap();
            let status = answer.status().as_u16();
            let page = !path.contains("download") && !path.contains("/live/");
            if page && role == Role::Nobody {
                assert_eq!(status, 303, "{path} leads to the sign-in page");
                continue;
            }
            check(&path, needs, role, which, status, "");
            if path.ends_with("/timeline/paste") {
                let request = user.client.post(format!("{}{path}", user.url)).header(header::ACCEPT, "text/html");
                let form = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded").body("pasted%5Btext%5D=x");
                check(&format!("POST {path}"), needs, role, which, form.send().await.unwrap().status().as_u16(), "");
            }
            if refusal(needs, role, which).is_some() && page {
                let text = answer.text().await.unwrap();
                assert!(
                    !text.contains("Mail stopped") && !text.contains("Queues"),
                    "{path} tells {role:?} nothing of a review they may not see"
                );
            }
        }
    }
}

#[tokio::test]
async fn every_route_of_the_api_is_for_those_it_is_meant_for() {
    let world = World::new().await;
    let api = Description::of(&world.people[0].2).await;
    let mut untried = api.routes();
    for (role, _, program, which, stock) in world.everybody() {
        let Stock { review, event, card, observation, lesson, work, .. } = stock;
        let at = json!({"local": "2026-05-01T10:00", "zone": "UTC"});
        let draft = json!({"title": "Alarm", "kind": "engineering", "driver": "trust", "owner": world.person, "department": world.department, "due": "2026-06-01", "effort": 16, "check": "It rings"});
        let sources = json!([format!("event:{event}")]);
        let same = |text: &str| json!({"base": 1, "text": {"was": text, "now": text}});
        let cases: Vec<(Needs, &str, String, Value)> = vec![
            (Account, "GET /reviews", String::new(), Value::Null),
            (Writer, "POST /reviews", String::new(), json!({"facts": {"title": "New"}})),
            (Sight, "GET /reviews/{id}", review.clone(), Value::Null),
            (Part, "PATCH /reviews/{id}", review.clone(), json!({"title": "Mail"})),
            (Part, "POST /reviews/{id}/commands", review.clone(), json!({"edit_facts": {"title": "Mail"}})),
            (Sight, "GET /reviews/{id}/timeline", review.clone(), Value::Null),
            (Part, "POST /reviews/{id}/timeline", review.clone(), json!({"id": new_id(), "at": at, "text": "More"})),
            (Part, "PATCH /reviews/{id}/timeline/{event}", event.clone(), json!({"base": 2, "patch": {}})),
            (Account, "POST /timeline/read", String::new(), json!({"text": "12:00 x"})),
            (Sight, "GET /reviews/{id}/cards", review.clone(), Value::Null),
            (Part, "POST /reviews/{id}/cards", review.clone(), json!({"question": "milestones", "text": "More"})),
            (Lead, "PATCH /reviews/{id}/cards/{card}", card.clone(), same("Went well")),
            (Sight, "GET /reviews/{id}/observations", review.clone(), Value::Null),
            (
                Part,
                "POST /reviews/{id}/observations",
                review.clone(),
                json!({"indicator": "failure", "level": "generative", "evidence": format!("card:{card}")}),
            ),
            (Sight, "GET /reviews/{id}/lessons", review.clone(), Value::Null),
            (Part, "POST /reviews/{id}/lessons", review.clone(), json!({"text": "More", "sources": sources})),
            (Part, "PATCH /reviews/{id}/lessons/{lesson}", lesson.clone(), same("Queues fill")),
            (Account, "GET /work", String::new(), Value::Null),
            (Part, "POST /work", review.clone(), json!({"review": review, "lesson": lesson, "draft": draft})),
            (Sight, "GET /work/{id}", work.clone(), Value::Null),
            (Part, "PATCH /work/{id}", work.clone(), json!({"base": 1, "patch": {"effort": 9}})),
            (Part, "POST /work/{id}/move", work.clone(), json!({"to": "planned"})),
            (Account, "GET /trends", String::new(), Value::Null),
            (Part, "DELETE /reviews/{id}/timeline/{event}", event.clone(), Value::Null),
            (Lead, "DELETE /reviews/{id}/cards/{card}", card.clone(), Value::Null),
            (Lead, "DELETE /reviews/{id}/observations/{observation}", observation.clone(), Value::Null),
            (Part, "DELETE /reviews/{id}/lessons/{lesson}", lesson.clone(), Value::Null),
        ];
        for (needs, route, last, body) in cases {
            untried.remove(route);
            let (method, path) = route.split_once(' ').unwrap();
            let path = if path.starts_with("/work") { path.replace("{id}", &last) } else { path.replace("{id}", review) };
            let path = ["{event}", "{card}", "{observation}", "{lesson}"].iter().fold(path, |path, part| path.replace(part, &last));
            let body = (!body.is_null()).then_some(&body);
            let method: Method = method.parse().unwrap();
            let (status, answer) = program.ask(method, &path, body, None).await;
            check(route, needs, role, which, status, &answer.to_string());
            api.check(route, body, status, &answer);
        }
    }
    assert_eq!(untried, BTreeSet::new(), "every route has a line in the table");
}

#[tokio::test]
async fn a_token_that_only_reads_changes_nothing() {
    let (_app, admin) = TestApp::init().await;
    let review = admin.open_review("Mail stopped").await;
    let program = admin.program(false).await;
    assert_eq!(program.get(&format!("/reviews/{review}")).await.0, 200);
    let (status, answer) = program.post(&format!("/reviews/{review}/commands"), &json!("publish")).await;
    assert_eq!((status, answer["code"].as_str()), (403, Some("not_allowed")));
}

#[tokio::test]
async fn an_open_stream_ends_for_those_who_may_no_longer_see_the_review() {
    use futures::StreamExt;
    let (app, admin) = TestApp::init().await;
    let member = app.invited(&admin, "member", "Mia").await;
    let review = admin.open_review("Mail stopped").await;
    let answer = member.client.get(format!("{}/live/reviews/{review}?from=1", app.url)).send().await.unwrap();
    let mut stream = answer.bytes_stream();
    admin.send(&review, &[("[edit_facts][visibility]", "private")]).await;
    admin.send(&review, &[("[edit_facts][title]", "Not for others")]).await;
    let mut told = String::new();
    while let Some(Ok(bytes)) = stream.next().await {
        told.push_str(std::str::from_utf8(&bytes).unwrap());
    }
    assert!(told.contains("event: reload"), "{told}");
    assert!(!told.contains("Not for others") && !told.contains("private"), "{told}");
}
