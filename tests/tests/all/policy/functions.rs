//! Every server function.

use super::{world::*, *};
use reqwest::StatusCode;
use serde_json::json;
use std::collections::BTreeSet;
use tests::PASSWORD;

type Fields = Vec<(&'static str, String)>;
type Typed<'a> = Vec<(&'a str, &'a str)>;

#[tokio::test]
async fn every_server_function_is_for_those_it_is_meant_for() {
    let world = World::new().await;
    let mut tried = BTreeSet::new();
    // Last, because they end sessions or change accounts for good.
    for (role, user, _, which, stock) in world.everybody() {
        let mut proposal = vec![("id", new_id()), ("review", stock.review.clone()), ("lesson", stock.lesson.clone())];
        proposal.extend(world.draft());
        let mut edit = vec![("id", stock.work.clone()), ("command", new_id()), ("base", "1".to_owned())];
        edit.push(("patch[effort]", "9".to_owned()));
        let review = || stock.review.clone();
        let invitation = match role {
            Role::Admin => {
                user.ok("invite", &[("role", "viewer"), ("team", ""), ("note", "to revoke")]).await;
                user.ok("load_people", &[]).await["invitations"][0]["id"].as_str().unwrap().to_owned()
            }
            _ => new_id(),
        };
        let pasted: Fields =
            vec![("pasted[text]", "12:00 x".into()), ("pasted[day]", "2026-05-01".into()), ("pasted[zone]", String::new())];
        let me = user.ok("load_setting", &[]).await["me"]["id"].as_str().map_or_else(new_id, str::to_owned);
        let (team, department) = (new_id(), world.department.clone());
        let mut format: Fields = vec![("id", new_id()), ("team", world.team.clone()), ("draft[name]", new_id())];
        format.extend([("draft[budget]", "3".into()), ("draft[most_on_one]", "2".into()), ("draft[close]", "5".into())]);
        format.extend([("draft[questions][0][title]", "What now?".into()), ("draft[questions][0][write]", "5".into())]);
        let cases: Vec<(Needs, &'static str, Fields)> = vec![
            (Nothing, "load_setting", vec![]),
            (Nothing, "load_set_up", vec![("secret", "x".into())]),
            (Nothing, "choose_theme", vec![("theme", "dark".into())]),
            (Account, "load_reviews", vec![]),
            (Account, "load_board", vec![]),
            (Account, "load_trends", vec![("span", "12".into())]),
            (Account, "load_people", vec![]),
            (Account, "load_account", vec![]),
            (Account, "load_formats", vec![]),
            (Sight, "load_open_actions", vec![("review", review())]),
            (
                Sight,
                "be_in_room",
                vec![("review", review()), ("act[here][place]", "session".into()), ("act[here][writing]", String::new())],
            ),
            (Sight, "be_in_room", vec![("review", review()), ("act[hand][up]", "true".into())]),
            (Lead, "be_in_room", vec![("review", review()), ("act[spoke][person]", me.clone()), ("act[spoke][spoke]", "true".into())]),
            (Lead, "load_door_link", vec![("review", review())]),
            (Lead, "use_format", vec![("review", review()), ("id", new_id()), ("format", "aar-four-questions".into())]),
            (Leader, "save_format", format.clone()),
            (Leader, "remove_format", vec![("id", new_id())]),
            (Account, "read_timeline", pasted.clone()),
            (Sight, "load_review", vec![("id", review())]),
            (Sight, "load_history", vec![("id", review())]),
            (Sight, "load_work_item", vec![("id", stock.work.clone())]),
            (Writer, "open_review", vec![("id", new_id()), ("new[facts][title]", "New".into())]),
            (Part, "send", vec![("review", review()), ("id", new_id()), ("command[edit_facts][title]", "Mail".into())]),
            (Part, "add_timeline", [pasted, vec![("review", review()), ("id", new_id()), ("lines[]", "1".into())]].concat()),
            (Part, "propose_work", proposal),
            (Part, "edit_work", edit),
            (Part, "move_work", vec![("id", stock.work.clone()), ("command", new_id()), ("to", "planned".into())]),
            (Administrator, "invite", vec![("role", "viewer".into()), ("team", String::new())]),
            (Administrator, "revoke_invitation", vec![("id", invitation)]),
            (Administrator, "save_department", vec![("id", department.clone()), ("name", "Platform".into()), ("hourly_rate", "90".into())]),
            (Administrator, "save_team", vec![("id", team), ("name", new_id()), ("department", department)]),
            (
                Administrator,
                "save_organisation",
                vec![("organisation", "Test Works".into()), ("zone", "UTC".into()), ("currency", "EUR".into())],
            ),
            (
                Administrator,
                "save_person",
                vec![("id", world.person.clone()), ("role", "facilitator".into()), ("team", String::new()), ("active", "true".into())],
            ),
            (Account, "make_token", vec![("name", "t".into()), ("writes", "true".into())]),
            (Account, "make_token", vec![("name", "t".into()), ("writes", "false".into())]),
        ];
        for (needs, function, fields) in cases {
            let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
            let answer = user.form(function, &fields).await;
            let status = answer.status().as_u16();
            check(function, needs, role, which, status, &answer.text().await.unwrap());
            tried.insert(function.to_owned());
        }
    }
    tried.extend(entry_and_account(&world).await);
    let registered: BTreeSet<String> =
        leptos::server_fn::axum::server_fn_paths().map(|(path, _)| path.trim_start_matches("/do/").to_owned()).collect();
    assert_eq!(tried, registered, "every server function has a line in a table");
}

/// Functions about one's own way in: they act on whoever calls them, and on nobody else.
async fn entry_and_account(world: &World) -> Vec<String> {
    let nobody = world.app.anybody();
    let gone = new_id();
    let review = &world.of(Role::Admin, Which::Own).unwrap().review;
    let closed: [(&str, Typed, u16); 12] = [
        ("sign_in", vec![("email", "ada@example.org"), ("password", "wrong wrong wrong")], 422),
        ("sign_in_demo", vec![("person", &world.person)], 404),
        (
            "set_up",
            vec![
                ("secret", "x"),
                ("person", &gone),
                ("organisation", "x"),
                ("zone", "UTC"),
                ("name", "x"),
                ("email", "x@example.org"),
                ("password", PASSWORD),
            ],
            403,
        ),
        ("join", vec![("secret", "x"), ("person", &gone), ("name", "x"), ("email", "x@example.org"), ("password", PASSWORD)], 404),
        ("load_invitation", vec![("secret", "x")], 410),
        ("load_door", vec![("review", review), ("secret", "x")], 410),
        ("come_in", vec![("review", review), ("secret", "x"), ("id", &gone), ("person", &gone), ("name", "x")], 410),
        ("sign_out", vec![("everywhere", "true")], 401),
        ("end_session", vec![("id", "x")], 401),
        ("end_token", vec![("id", "x")], 401),
        ("change_password", vec![("old_password", "x"), ("password", PASSWORD)], 401),
        ("load_account", vec![], 401),
    ];
    let mut tried = Vec::new();
    for (function, fields, status) in closed {
        let answer = nobody.form(function, &fields).await;
        assert_eq!(answer.status().as_u16(), status, "{function}: {}", answer.text().await.unwrap());
        tried.push(function.to_owned());
    }
    assert_eq!(nobody.ok("load_setting", &[]).await["names"]["people"], json!([]), "who is not signed in learns no names");
    // Nobody ends somebody else's session or token, not even knowing its id.
    let (_, admin, _) = world.people.iter().find(|(role, _, _)| *role == Role::Admin).unwrap();
    let (_, member, _) = world.people.iter().find(|(role, _, _)| *role == Role::Member).unwrap();
    let account = admin.ok("load_account", &[]).await;
    for (function, id) in [("end_session", &account["sessions"][0]["id"]), ("end_token", &account["tokens"][0]["id"])] {
        assert_eq!(member.form(function, &[("id", id.as_str().unwrap())]).await.status(), StatusCode::NOT_FOUND, "{function}");
    }
    assert_eq!(admin.ok("load_account", &[]).await["tokens"], account["tokens"]);
    tried
}
