//! Getting in: set-up, invitations, signing in and out.

use tests::{PASSWORD, TestApp};
use uuid::Uuid;

#[tokio::test]
async fn the_printed_link_makes_the_first_account_once() {
    let (app, admin) = TestApp::init().await;
    let (status, page) = admin.page("/").await;
    assert_eq!(status, 200);
    assert!(page.contains("Your first review starts with an incident"), "{page}");
    let secret = app.set_up_secret.clone().unwrap();
    let again = [
        ("secret", secret.as_str()),
        ("person", &Uuid::now_v7().to_string()),
        ("organisation", "Other"),
        ("name", "Eve"),
        ("email", "eve@example.org"),
        ("password", PASSWORD),
    ];
    assert_eq!(app.anybody().refused("set_up", &again).await, (409, "taken".into()));
}

#[tokio::test]
async fn nobody_sets_a_workspace_up_without_the_link() {
    let app = TestApp::empty().await;
    let fields = [
        ("secret", "guessed"),
        ("person", &Uuid::now_v7().to_string()),
        ("organisation", "Other"),
        ("name", "Eve"),
        ("email", "eve@example.org"),
        ("password", PASSWORD),
    ];
    assert_eq!(app.anybody().refused("set_up", &fields).await, (403, "wrong_link".into()));
}

#[tokio::test]
async fn an_invitation_makes_one_account_with_its_role() {
    let (app, admin) = TestApp::init().await;
    let done = admin.ok("invite", &[("role", "viewer"), ("team", ""), ("note", "")]).await;
    let secret = done["secret"].as_str().unwrap().rsplit('/').next().unwrap().to_owned();
    let (one, two) = (Uuid::now_v7().to_string(), Uuid::now_v7().to_string());
    let join = |person: &str, email: &str| {
        vec![
            ("secret".to_owned(), secret.clone()),
            ("person".to_owned(), person.to_owned()),
            ("name".to_owned(), "Vic".to_owned()),
            ("email".to_owned(), email.to_owned()),
            ("password".to_owned(), PASSWORD.to_owned()),
        ]
    };
    let as_fields = |list: &[(String, String)]| list.iter().map(|(a, b)| (a.clone(), b.clone())).collect::<Vec<_>>();
    let first = as_fields(&join(&one, "vic@example.org"));
    let viewer = app.anybody();
    viewer.ok("join", &first.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect::<Vec<_>>()).await;
    assert_eq!(viewer.refused("open_review", &[("id", &one), ("new[facts][title]", "x")]).await, (403, "not_allowed".into()));
    let second = as_fields(&join(&two, "other@example.org"));
    let refused = app.anybody().refused("join", &second.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect::<Vec<_>>()).await;
    assert_eq!(refused, (404, "not_found".into()));
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_address_look_the_same() {
    let (app, _) = TestApp::init().await;
    let wrong = app.anybody().form("sign_in", &[("email", "ada@example.org"), ("password", "not this one at all")]).await;
    let unknown = app.anybody().form("sign_in", &[("email", "nobody@example.org"), ("password", "not this one at all")]).await;
    assert_eq!(wrong.status(), unknown.status());
    assert_eq!(wrong.text().await.unwrap(), unknown.text().await.unwrap());
}

#[tokio::test]
async fn changing_the_password_ends_the_other_sessions() {
    let (app, admin) = TestApp::init().await;
    let other = app.anybody();
    other.ok("sign_in", &[("email", "ada@example.org"), ("password", PASSWORD)]).await;
    admin.ok("change_password", &[("old_password", PASSWORD), ("password", "another four unrelated words")]).await;
    assert_eq!(other.refused("load_account", &[]).await, (401, "signed_out".into()));
    admin.ok("load_account", &[]).await;
    let old = app.anybody().refused("sign_in", &[("email", "ada@example.org"), ("password", PASSWORD)]).await;
    assert_eq!(old, (422, "invalid".into()));
}

#[tokio::test]
async fn signing_out_ends_the_session_on_the_server() {
    let (_app, admin) = TestApp::init().await;
    admin.ok("sign_out", &[("everywhere", "false")]).await;
    assert_eq!(admin.refused("load_account", &[]).await, (401, "signed_out".into()));
    assert_eq!(admin.page("/").await.0, 303);
}

#[tokio::test]
async fn guessing_passwords_is_slowed_down_for_the_one_who_guesses() {
    let (app, _) = TestApp::init().await;
    let guess = |address: &'static str| {
        let fields = tests::encoded(&[("email", "ada@example.org"), ("password", "not this one")]);
        let request = app.anybody().client.post(format!("{}/do/sign_in", app.url));
        let form = request.header("content-type", "application/x-www-form-urlencoded").header("sec-fetch-site", "same-origin");
        // What the asker writes comes first; what the proxy saw comes last.
        form.header("x-forwarded-for", format!("203.0.113.99, {address}")).body(fields).send()
    };
    // All at once, because every two seconds another guess is allowed.
    let answers = futures::future::join_all((0..60).map(|_| guess("203.0.113.7"))).await;
    let statuses: Vec<u16> = answers.into_iter().map(|answer| answer.unwrap().status().as_u16()).collect();
    assert!(statuses.iter().filter(|status| **status == 422).count() >= 30, "{statuses:?}");
    assert!(statuses.contains(&429), "{statuses:?}");
    assert_eq!(guess("203.0.113.8").await.unwrap().status(), 422, "others are not slowed down");
}

#[tokio::test]
async fn one_invitation_is_one_account_however_many_join_at_once_and_none_once_it_is_taken_back() {
    let (app, admin) = TestApp::init().await;
    let invite = || async {
        let done = admin.ok("invite", &[("role", "member"), ("team", "")]).await;
        done["secret"].as_str().unwrap().rsplit('/').next().unwrap().to_owned()
    };
    let join = |secret: String, number: usize| {
        let user = app.anybody();
        async move {
            let (person, email) = (Uuid::now_v7().to_string(), format!("p{number}@example.org"));
            let fields = [("secret", secret.as_str()), ("person", &person), ("name", "P"), ("email", &email), ("password", PASSWORD)];
            user.form("join", &fields).await.status().as_u16()
        }
    };
    let secret = invite().await;
    let statuses = futures::future::join_all((0..5).map(|number| join(secret.clone(), number))).await;
    assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 1, "{statuses:?}");

    let secret = invite().await;
    let open = admin.ok("load_people", &[]).await["invitations"][0]["id"].as_str().unwrap().to_owned();
    let revoking = [("id", open.as_str())];
    let (joined, _) = futures::join!(join(secret.clone(), 9), admin.ok("revoke_invitation", &revoking));
    let there = admin.ok("load_people", &[]).await["people"].to_string().contains("p9@example.org");
    assert_eq!(joined == 200, there, "whoever was told to be in is in, and nobody else");
    assert_ne!(join(secret, 10).await, 200);
}

#[tokio::test]
async fn changing_a_password_does_not_undo_what_an_administrator_does_meanwhile() {
    let (app, admin) = TestApp::init().await;
    let member = app.invited(&admin, "admin", "Mia").await;
    let people = admin.ok("load_people", &[]).await;
    let mia =
        people["people"].as_array().unwrap().iter().find(|person| person["name"] == "Mia").unwrap()["id"].as_str().unwrap().to_owned();
    let demotion = [("id", mia.as_str()), ("role", "viewer"), ("team", ""), ("active", "false")];
    let change = [("old_password", PASSWORD), ("password", "another four unrelated words")];
    let _ = futures::join!(member.form("change_password", &change), admin.ok("save_person", &demotion));
    let people = admin.ok("load_people", &[]).await;
    let mia = people["people"].as_array().unwrap().iter().find(|person| person["name"] == "Mia").unwrap().clone();
    assert_eq!((&mia["role"], &mia["active"]), (&"viewer".into(), &false.into()));
    for password in [PASSWORD, "another four unrelated words"] {
        assert_ne!(app.anybody().form("sign_in", &[("email", "mia@example.org"), ("password", password)]).await.status(), 200);
    }
}

#[tokio::test]
async fn somebody_always_administers() {
    let (app, admin) = TestApp::init().await;
    let other = app.invited(&admin, "admin", "Olga").await;
    let people = admin.ok("load_people", &[]).await["people"].clone();
    let id_of =
        |name: &str| people.as_array().unwrap().iter().find(|person| person["name"] == name).unwrap()["id"].as_str().unwrap().to_owned();
    let (ada, olga) = (id_of("Ada Admin"), id_of("Olga"));
    let demote = |id: &str| {
        vec![
            ("id".to_owned(), id.to_owned()),
            ("role".into(), "member".into()),
            ("team".into(), String::new()),
            ("active".into(), "true".into()),
        ]
    };
    let as_fields = |list: &[(String, String)]| list.iter().map(|(name, value)| (name.clone(), value.clone())).collect::<Vec<_>>();
    let (first, second) = (as_fields(&demote(&olga)), as_fields(&demote(&ada)));
    let first: Vec<(&str, &str)> = first.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let second: Vec<(&str, &str)> = second.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let _ = futures::join!(admin.form("save_person", &first), other.form("save_person", &second));
    let admins = app.site.workspace.people().await.unwrap().into_iter().filter(|person| person.role == domain::people::Role::Admin).count();
    assert!(admins >= 1);
}
