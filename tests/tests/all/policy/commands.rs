//! Every command of a review.

use super::{world::*, *};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use tests::Description;

/// Every command, in an order in which each of them can be done.
fn commands(world: &World, stock: &Stock) -> Vec<(Needs, &'static str, Value)> {
    let Stock { event, card, theme, observation, lesson, .. } = stock;
    let at = json!({"local": "2026-05-01T10:00", "zone": "UTC"});
    let another = new_id();
    let (account, parked) = (new_id(), new_id());
    let text = |field: &str| json!({"was": "", "now": field});
    let format: Value = serde_json::from_str(include_str!("../../../../service/formats/aar-four-questions.json")).unwrap();
    vec![
        (Part, "edit_facts", json!({"title": "Mail stopped again"})),
        (Lead, "edit_facts", json!({"visibility": "toggle"})),
        (Part, "edit_summary", json!({"base": 1, "text": {"was": "", "now": ""}})),
        (Part, "add_event", json!({"id": new_id(), "at": at, "text": "More"})),
        (Part, "add_events", json!({"events": [{"id": new_id(), "at": at, "text": "More"}]})),
        (Part, "edit_event", json!({"id": event, "base": 2, "patch": {"kind": "action"}})),
        (Part, "place_event", json!({"id": event, "earlier": true})),
        (Part, "remove_event", json!({"id": event})),
        (Part, "restore_event", json!({"id": event})),
        (Part, "add_card", json!({"id": new_id(), "question": "milestones", "text": "More"})),
        (Lead, "edit_card", json!({"id": card, "base": 3, "text": {"was": "Went well", "now": "Went well"}})),
        (Lead, "remove_card", json!({"id": card})),
        (Lead, "restore_card", json!({"id": card})),
        (Part, "group_card", json!({"id": card, "theme": theme})),
        (Part, "save_theme", json!({"id": another, "question": "response", "title": "More"})),
        (Part, "edit_theme", json!({"id": theme, "base": 1, "title": text("Paging")})),
        (Part, "vote", json!({"ballot": format!("theme:{theme}"), "more": true})),
        (Part, "remove_theme", json!({"id": another})),
        (Part, "observe", json!({"id": new_id(), "indicator": "failure", "level": "generative", "evidence": format!("event:{event}")})),
        (Lead, "remove_observation", json!({"id": observation})),
        (Lead, "restore_observation", json!({"id": observation})),
        (Part, "add_lesson", json!({"id": new_id(), "text": "More", "sources": [format!("event:{event}")]})),
        (Part, "edit_lesson", json!({"id": lesson, "base": 6, "text": {"was": "Queues fill", "now": "Queues fill"}})),
        (Part, "remove_lesson", json!({"id": lesson})),
        (Part, "restore_lesson", json!({"id": lesson})),
        (Part, "edit_notes", json!({"base": 1, "text": text("")})),
        (Part, "add_account", json!({"id": account, "event": event, "saw": "Queues at 90 %"})),
        (Part, "edit_account", json!({"id": account, "base": 1, "saw": text("More"), "expected": text(""), "knew": text("")})),
        (Part, "remove_account", json!({"id": account})),
        (Part, "restore_account", json!({"id": account})),
        (Part, "take_part", Value::Null),
        (Part, "mark", json!({"event": event, "mark": "surprise", "more": true})),
        (Part, "park", json!({"id": parked, "text": "Pager rota"})),
        (Part, "edit_parked", json!({"id": parked, "base": 1, "text": {"was": "Pager rota", "now": "The pager rota"}})),
        (Part, "settle_parked", json!({"id": parked, "settled": true})),
        (Part, "remove_parked", json!({"id": parked})),
        (Part, "restore_parked", json!({"id": parked})),
        (Part, "rate", json!({"question": "attend_again", "yes": true})),
        (Lead, "say_responded", json!({"person": world.person, "responded": true})),
        (Lead, "use_format", json!({"format": format})),
        (Lead, "choose_authors", json!({"authors": "anonymous"})),
        (Lead, "begin_session", Value::Null),
        (Lead, "add_time", json!({"step": "now", "minutes": 1})),
        (Lead, "leave_out", json!({"step": 1, "out": true})),
        (Lead, "focus_on", json!({"on": format!("event:{event}")})),
        (Lead, "open_door", json!({"hours": 1})),
        (Lead, "close_door", Value::Null),
        (Lead, "ask_until", json!({"until": {"local": "2099-11-24", "zone": "UTC"}})),
        (Lead, "end_session", Value::Null),
        (Lead, "name_helpers", json!({"people": []})),
        (Lead, "move_to", json!({"from": "now", "to": "next"})),
        (Lead, "name_participants", json!({"people": "same"})),
        (Lead, "publish", Value::Null),
        (Lead, "reopen", Value::Null),
        (Lead, "name_facilitator", json!({"person": world.person})),
    ]
}

#[tokio::test]
async fn every_command_is_for_those_it_is_meant_for() {
    let world = World::new().await;
    let listed = Description::of(&world.people[0].2).await.commands();
    let stock = world.of(Role::Admin, Which::Own).unwrap();
    let tried: BTreeSet<String> = commands(&world, stock).into_iter().map(|(_, name, _)| name.to_owned()).collect();
    // These need a guest or an open door; the tests of sessions do them.
    let elsewhere = BTreeSet::from(["come_in".to_owned(), "show_out".to_owned()]);
    assert_eq!(&tried | &elsewhere, listed, "every command has a line in the table");

    for (role, _, program, which, stock) in world.everybody() {
        for (needs, name, mut body) in commands(&world, stock) {
            // What depends on how the review is now is asked of somebody who sees it.
            let now = now(&world, role, which, stock).await;
            if body["visibility"] == "toggle" {
                // An administrator who hides somebody else's review does not see it afterwards.
                if role == Role::Admin && which == Which::Other {
                    continue;
                }
                let is_private = now["facts"]["visibility"] == "private";
                body["visibility"] = if is_private { "organisation" } else { "private" }.into();
            }
            if body["from"] == "now" {
                let step = now["step"].as_u64().unwrap();
                body = json!({"from": step, "to": step + 1});
            }
            if body["step"] == "now" {
                body["step"] = now["step"].clone();
            }
            if body["people"] == "same" {
                body["people"] = now["participants"].clone();
            }
            let command = if body.is_null() { json!(name) } else { json!({ name: body }) };
            let (status, answer) = program.post(&format!("/reviews/{}/commands", stock.review), &command).await;
            check(name, needs, role, which, status, &answer.to_string());
            if command[name]["visibility"].is_string() && status == 200 {
                let back = json!({"edit_facts": {"visibility": now["facts"]["visibility"]}});
                assert_eq!(program.post(&format!("/reviews/{}/commands", stock.review), &back).await.0, 200);
            }
        }
    }
}

/// The review as it is, seen by somebody who sees it: Olga, or whoever opened it.
async fn now(world: &World, role: Role, which: Which, stock: &Stock) -> Value {
    let reader = match (role, which) {
        (Role::Nobody, _) | (_, Which::Private) => return json!({"step": 0, "participants": [], "facts": {}}),
        _ => world.people.iter().find(|(one, _, _)| *one == role).map(|(_, user, _)| user).unwrap(),
    };
    reader.review(&stock.review).await
}
