//! Who may do what, over HTTP: every server function, command, page, stream, download and API route, for every role,
//! in one's own review, in somebody else's and in a private one. The tables here say what is meant, in other words
//! than the code; something new that is in no table makes the test fail.

use reqwest::{Method, StatusCode, header};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use tests::{Description, PASSWORD, Program, TestApp, User};
use uuid::Uuid;

/// What somebody needs to be allowed something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Needs {
    /// A link or a password, and no session.
    Nothing,
    /// An account.
    Account,
    /// An account whose role writes.
    Writer,
    Administrator,
    /// To see the review.
    Sight,
    /// To see the review, and a role that writes.
    Part,
    /// To lead the review, or to have written what is changed.
    Lead,
}
use Needs::{Account, Administrator, Lead, Nothing, Part, Sight, Writer};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    Nobody,
    Viewer,
    Member,
    Facilitator,
    Admin,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Which {
    /// Private; a viewer takes part in it, others opened it.
    Own,
    /// Somebody else's, open to the organisation.
    Other,
    /// Somebody else's, and private.
    Private,
}

/// `None`: allowed. Otherwise the status of the refusal.
fn refusal(needs: Needs, role: Role, which: Which) -> Option<u16> {
    let hidden = which == Which::Private;
    match (needs, role) {
        (Nothing, _) => None,
        (_, Role::Nobody) => Some(401),
        (Sight | Part | Lead, _) if hidden => Some(404),
        (Writer | Part | Lead, Role::Viewer) => Some(403),
        (Administrator, Role::Viewer | Role::Member | Role::Facilitator) => Some(403),
        (Lead, Role::Member | Role::Facilitator) if which == Which::Other => Some(403),
        _ => None,
    }
}

/// A review with one of everything in it.
#[derive(Clone)]
struct Stock {
    review: String,
    event: String,
    card: String,
    theme: String,
    observation: String,
    lesson: String,
    work: String,
}

struct World {
    app: TestApp,
    people: Vec<(Role, User, Program)>,
    stock: Vec<(Role, Which, Stock)>,
    /// Somebody who is there, and a department.
    person: String,
    department: String,
}

fn new_id() -> String {
    Uuid::now_v7().to_string()
}

impl World {
    async fn new() -> Self {
        let (app, admin) = TestApp::init().await;
        let department = new_id();
        admin.ok("save_department", &[("id", &department), ("name", "Platform"), ("hourly_rate", "90")]).await;
        let facilitator = app.invited(&admin, "facilitator", "Fay").await;
        let member = app.invited(&admin, "member", "Mia").await;
        let viewer = app.invited(&admin, "viewer", "Vic").await;
        let olga = app.invited(&admin, "facilitator", "Olga").await;
        let listed = admin.ok("load_people", &[]).await;
        let id_of = |name: &str| {
            let people = listed["people"].as_array().unwrap();
            people.iter().find(|person| person["name"] == name).unwrap()["id"].as_str().unwrap().to_owned()
        };
        let mut world = Self { app, people: Vec::new(), stock: Vec::new(), person: id_of("Olga"), department };
        let nobody = world.app.anybody();
        let stranger = Program { url: world.app.url.clone(), token: "hotwash_unknown".into(), client: reqwest::Client::new() };
        for (role, user) in [(Role::Viewer, viewer), (Role::Member, member), (Role::Facilitator, facilitator), (Role::Admin, admin)] {
            let own = if role == Role::Viewer { &olga } else { &user };
            for which in [Which::Own, Which::Other, Which::Private] {
                let stock = world.stocked(if which == Which::Own { own } else { &olga }, which != Which::Other).await;
                if which == Which::Own && role == Role::Viewer {
                    olga.send(&stock.review, &[("[name_participants][people][]", &id_of("Vic"))]).await;
                }
                if role == Role::Viewer && which != Which::Own {
                    world.stock.push((Role::Nobody, which, stock.clone()));
                }
                world.stock.push((role, which, stock));
            }
            let program = user.program(true).await;
            world.people.push((role, user, program));
        }
        world.people.push((Role::Nobody, nobody, stranger));
        world
    }

    async fn stocked(&self, opener: &User, private: bool) -> Stock {
        let review = opener.open_review("Mail stopped").await;
        let stock = Stock {
            event: new_id(),
            card: new_id(),
            theme: new_id(),
            observation: new_id(),
            lesson: new_id(),
            work: new_id(),
            review: review.clone(),
        };
        for (command, fields) in [
            (
                "add_event",
                vec![
                    ("id", stock.event.clone()),
                    ("at][local", "2026-05-01T10:00".into()),
                    ("at][zone", "UTC".into()),
                    ("text", "Seen".into()),
                ],
            ),
            ("add_card", vec![("id", stock.card.clone()), ("question", "milestones".into()), ("text", "Went well".into())]),
            ("save_theme", vec![("id", stock.theme.clone()), ("question", "milestones".into()), ("title", "Queues".into())]),
            (
                "observe",
                vec![
                    ("id", stock.observation.clone()),
                    ("indicator", "novelty".into()),
                    ("level", "generative".into()),
                    ("evidence", format!("event:{}", stock.event)),
                ],
            ),
            (
                "add_lesson",
                vec![("id", stock.lesson.clone()), ("text", "Queues fill".into()), ("sources][", format!("event:{}", stock.event))],
            ),
        ] {
            let named: Vec<(String, String)> = fields.into_iter().map(|(name, value)| (format!("[{command}][{name}]"), value)).collect();
            opener.send(&review, &named.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect::<Vec<_>>()).await;
        }
        // Past writing the cards and to the vote, so that they can be seen, grouped and voted on.
        let steps = opener.review(&review).await["format"]["steps"].as_array().unwrap().clone();
        let vote = steps.iter().position(|step| step["kind"].to_string().contains("{\"vote\":\"milestones\"}")).unwrap().to_string();
        opener.send(&review, &[("[move_to][from]", "0"), ("[move_to][to]", &vote)]).await;
        let mut proposal = vec![("id", stock.work.clone()), ("review", review.clone()), ("lesson", stock.lesson.clone())];
        proposal.extend(self.draft());
        opener.ok("propose_work", &proposal.iter().map(|(name, value)| (*name, value.as_str())).collect::<Vec<_>>()).await;
        if private {
            opener.send(&review, &[("[edit_facts][visibility]", "private")]).await;
        }
        stock
    }

    fn draft(&self) -> Vec<(&'static str, String)> {
        vec![
            ("draft[title]", "Alarm".into()),
            ("draft[kind]", "engineering".into()),
            ("draft[driver]", "trust".into()),
            ("draft[owner]", self.person.clone()),
            ("draft[department]", self.department.clone()),
            ("draft[due]", "2026-06-01".into()),
            ("draft[effort]", "16".into()),
            ("draft[check]", "It rings".into()),
        ]
    }

    fn of(&self, role: Role, which: Which) -> Option<&Stock> {
        self.stock.iter().find(|(for_role, kind, _)| *for_role == role && *kind == which).map(|(_, _, stock)| stock)
    }

    /// Every person with every kind of review there is for them.
    fn everybody(&self) -> impl Iterator<Item = (Role, &User, &Program, Which, &Stock)> {
        self.people.iter().flat_map(move |(role, user, program)| {
            [Which::Own, Which::Other, Which::Private]
                .into_iter()
                .filter_map(move |which| Some((*role, user, program, which, self.of(*role, which)?)))
        })
    }
}

fn check(what: &str, needs: Needs, role: Role, which: Which, status: u16, body: &str) {
    let wanted = refusal(needs, role, which);
    let good = match wanted {
        None => (200..400).contains(&status),
        Some(refused) => status == refused,
    };
    assert!(good, "{what} by {role:?} in {which:?}: {status} where {wanted:?} was meant: {body}");
}

/// Every command, in an order in which each of them can be done.
fn commands(world: &World, stock: &Stock) -> Vec<(Needs, &'static str, Value)> {
    let Stock { event, card, theme, observation, lesson, .. } = stock;
    let at = json!({"local": "2026-05-01T10:00", "zone": "UTC"});
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
        (Part, "save_theme", json!({"id": new_id(), "question": "milestones", "title": "More"})),
        (Part, "vote", json!({"ballot": format!("theme:{theme}"), "more": true})),
        (Part, "remove_theme", json!({"id": theme})),
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

#[tokio::test]
async fn every_server_function_is_for_those_it_is_meant_for() {
    let world = World::new().await;
    let mut tried = BTreeSet::new();
    // Last, because they end sessions or change accounts for good.
    for (role, user, _, which, stock) in world.everybody() {
        let mut proposal = vec![("id", new_id()), ("review", stock.review.clone()), ("lesson", stock.lesson.clone())];
        proposal.extend(world.draft());
        let mut edit = vec![("id", stock.work.clone()), ("command", new_id()), ("base", "1".to_owned())];
        edit.extend(world.draft());
        let review = || stock.review.clone();
        let invitation = match role {
            Role::Admin => {
                user.ok("invite", &[("role", "viewer"), ("team", ""), ("note", "to revoke")]).await;
                user.ok("load_people", &[]).await["invitations"][0]["id"].as_str().unwrap().to_owned()
            }
            _ => new_id(),
        };
        let (team, department) = (new_id(), world.department.clone());
        let cases: Vec<(Needs, &'static str, Vec<(&'static str, String)>)> = vec![
            (Nothing, "load_setting", vec![]),
            (Nothing, "choose_theme", vec![("theme", "dark".into())]),
            (Account, "load_reviews", vec![]),
            (Account, "load_board", vec![]),
            (Account, "load_trends", vec![("span", "12".into())]),
            (Account, "load_people", vec![]),
            (Account, "load_account", vec![]),
            (Account, "read_timeline", vec![("text", "12:00 x".into()), ("day", String::new()), ("zone", String::new())]),
            (Sight, "load_review", vec![("id", review())]),
            (Sight, "load_history", vec![("id", review())]),
            (Sight, "load_work_item", vec![("id", stock.work.clone())]),
            (Writer, "open_review", vec![("id", new_id()), ("new[facts][title]", "New".into())]),
            (Part, "send", vec![("review", review()), ("id", new_id()), ("command[edit_facts][title]", "Mail".into())]),
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
    let closed: [(&str, Vec<(&str, &str)>, u16); 10] = [
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
        ("load_invitation", vec![("secret", "x")], 404),
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

#[tokio::test]
async fn every_page_stream_and_download_is_for_those_it_is_meant_for() {
    let world = World::new().await;
    let public = ["/sign-in", "/set-up", "/join/{secret}"];
    let paths: Vec<String> = hotwash::pages::paths();
    assert!(paths.len() > 15, "{paths:?}");
    for (role, user, _, which, stock) in world.everybody() {
        let mut all: Vec<(String, Needs)> = paths
            .iter()
            .filter(|path| !public.contains(&path.as_str()))
            .map(|path| {
                let is_work = path.starts_with("/work/");
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
            (Part, "PATCH /work/{id}", work.clone(), json!({"base": 1, "draft": draft})),
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
