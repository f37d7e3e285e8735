//! Four people, somebody who is not signed in, and three kinds of review for each.

use super::*;
use tests::{Program, TestApp, User};
use uuid::Uuid;

/// A review with one of everything in it.
#[derive(Clone)]
pub struct Stock {
    pub review: String,
    pub event: String,
    pub card: String,
    pub theme: String,
    pub observation: String,
    pub lesson: String,
    pub work: String,
}

pub struct World {
    pub app: TestApp,
    pub people: Vec<(Role, User, Program)>,
    pub stock: Vec<(Role, Which, Stock)>,
    /// Somebody who is there, and a department.
    pub person: String,
    pub department: String,
    pub team: String,
}

pub fn new_id() -> String {
    Uuid::now_v7().to_string()
}

impl World {
    pub async fn new() -> Self {
        let (app, admin) = TestApp::init().await;
        let department = new_id();
        admin.ok("save_department", &[("id", &department), ("name", "Platform"), ("hourly_rate", "90")]).await;
        let team = new_id();
        admin.ok("save_team", &[("id", &team), ("name", "Core"), ("department", &department)]).await;
        let facilitator = app.invited(&admin, "facilitator", "Fay").await;
        let member = app.invited(&admin, "member", "Mia").await;
        let viewer = app.invited(&admin, "viewer", "Vic").await;
        let olga = app.invited(&admin, "facilitator", "Olga").await;
        let listed = admin.ok("load_people", &[]).await;
        let id_of = |name: &str| {
            let people = listed["people"].as_array().unwrap();
            people.iter().find(|person| person["name"] == name).unwrap()["id"].as_str().unwrap().to_owned()
        };
        let mut world = Self { app, people: Vec::new(), stock: Vec::new(), person: id_of("Olga"), department, team };
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
        // Past writing the cards, so that they can be grouped, and to the vote.
        let steps = opener.review(&review).await["format"]["steps"].as_array().unwrap().clone();
        let place = |kind: &str| steps.iter().position(|step| step["kind"][kind] == "milestones").unwrap().to_string();
        opener.send(&review, &[("[move_to][from]", "0"), ("[move_to][to]", &place("group"))]).await;
        opener.send(&review, &[("[group_card][id]", &stock.card), ("[group_card][theme]", &stock.theme)]).await;
        opener.send(&review, &[("[move_to][from]", &place("group")), ("[move_to][to]", &place("vote"))]).await;
        let mut proposal = vec![("id", stock.work.clone()), ("review", review.clone()), ("lesson", stock.lesson.clone())];
        proposal.extend(self.draft());
        opener.ok("propose_work", &proposal.iter().map(|(name, value)| (*name, value.as_str())).collect::<Vec<_>>()).await;
        if private {
            opener.send(&review, &[("[edit_facts][visibility]", "private")]).await;
        }
        stock
    }

    pub fn draft(&self) -> Vec<(&'static str, String)> {
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

    pub fn of(&self, role: Role, which: Which) -> Option<&Stock> {
        self.stock.iter().find(|(for_role, kind, _)| *for_role == role && *kind == which).map(|(_, _, stock)| stock)
    }

    /// Every person with every kind of review there is for them.
    pub fn everybody(&self) -> impl Iterator<Item = (Role, &User, &Program, Which, &Stock)> {
        self.people.iter().flat_map(move |(role, user, program)| {
            [Which::Own, Which::Other, Which::Private]
                .into_iter()
                .filter_map(move |which| Some((*role, user, program, which, self.of(*role, which)?)))
        })
    }
}
