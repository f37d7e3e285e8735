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
        (Part, "vote", json!({"ballot": format!("theme:{theme}"), "more": true})),
        (Part, "remove_theme", json!({"id": another})),
        (Part, "observe", json!({"id": new_id(), "indicator": "failure", "level": "generative", "evidence": format!("event:{event}")})),
        (Lead, "remove_observation", json!({"id": observation})),
        (Lead, "restore_observation", json!({"id": observation})),
        (Part, "add_lesson", json!({"id": new_id(), "text": "More", "sources": [format!("event:{event}")]})),
        (Part, "edit_lesson", json!({"id": lesson, "base": 6, "text": {"was": "Queues fill", "now": "Queues fill"}})),
        (Part, "remove_lesson", json!({"id": lesson})),
        (Part, "restore_lesson", json!({"id": lesson})),
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
    assert_eq!(tried, listed, "every command has a line in the table");

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
