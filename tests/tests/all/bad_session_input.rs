//! What a session does not take: it is refused with a sentence, or limited, and the room goes on.

use super::{
    session::{add_card, come_in, door, go_to, new_id},
    stream::Stream,
};
use domain::{
    id::{PersonId, ReviewId},
    people::Role,
    policy::Actor,
    review::Command,
};
use futures::future::join_all;
use reqwest::{Response, StatusCode};
use serde_json::Value;
use std::time::Duration;
use tests::{TestApp, User};
use uuid::Uuid;

async fn send_card(user: &User, review: &str, question: &str, text: &str) -> Response {
    user.answer(review, &[("[add_card][id]", &new_id()), ("[add_card][question]", question), ("[add_card][text]", text)]).await
}

async fn vote(user: &User, review: &str, card: &str) -> Response {
    user.answer(review, &[("[vote][ballot]", &format!("card:{card}")), ("[vote][more]", "true")]).await
}

async fn move_to(user: &User, review: &str, from: u64, to: u64) -> Response {
    user.answer(review, &[("[move_to][from]", &from.to_string()), ("[move_to][to]", &to.to_string())]).await
}

async fn assert_refused(answer: Response, status: u16, code: &str, sentence: &str) {
    assert_eq!(answer.status().as_u16(), status, "{sentence}");
    let told: Value = answer.json().await.unwrap();
    assert_eq!(told["code"], code, "{told}");
    assert!(told["message"].as_str().unwrap().contains(sentence), "{told}");
}

/// Somebody else in the room, who is not to notice anything.
struct Bystander<'a> {
    user: &'a User,
    review: &'a str,
    stream: Stream,
}

impl<'a> Bystander<'a> {
    async fn of(user: &'a User, review: &'a str) -> Self {
        Self { user, review, stream: Stream::open(user, review, 1, None).await }
    }

    /// Their card is taken, and their stream tells of it.
    async fn goes_on(&mut self) {
        let card = add_card(self.user, self.review, "Still here").await;
        while !self.stream.next().await.data.contains(&card) {}
    }
}

#[tokio::test]
async fn a_vote_beyond_the_budget_is_refused_and_counts_nowhere() {
    let (app, admin) = TestApp::init().await;
    let mia = app.invited(&admin, "member", "Mia").await;
    let review = admin.open_review("Mail stopped").await;
    let mut bystander = Bystander::of(&admin, &review).await;
    let [one, two] = [add_card(&mia, &review, "One").await, add_card(&mia, &review, "Two").await];
    go_to(&admin, &review, "vote").await;
    let sentence = "You have 5 votes, at most 3 on one theme or card. Take one back";
    for card in [&one, &one, &one, &two, &two] {
        assert_eq!(vote(&mia, &review, card).await.status(), StatusCode::OK);
    }
    for card in [&one, &two] {
        assert_refused(vote(&mia, &review, card).await, 422, "votes_spent", sentence).await;
    }
    let cards = admin.review(&review).await["cards"].clone();
    assert_eq!((cards[&one]["votes"]["total"].as_u64(), cards[&two]["votes"]["total"].as_u64()), (Some(3), Some(2)));
    bystander.goes_on().await;
}

#[tokio::test]
async fn whoever_is_not_in_a_review_neither_writes_nor_votes_in_it() {
    let (app, admin) = TestApp::init().await;
    let (viewer, member) = (app.invited(&admin, "viewer", "Vic").await, app.invited(&admin, "member", "Mia").await);
    let guest = app.anybody();
    let theirs = admin.open_review("The guest’s").await;
    assert_eq!(come_in(&guest, &theirs, &door(&admin, &theirs).await, "Sam").await.status(), StatusCode::OK);
    let hidden = (404, "not_found", "does not exist, or you may not see it");
    for (who, visibility, (status, code, sentence)) in [
        (&viewer, "organisation", (403, "not_allowed", "You may not change this review")),
        (&member, "private", hidden),
        (&guest, "organisation", hidden),
    ] {
        let review = admin.open_review("Mail stopped").await;
        admin.send(&review, &[("[edit_facts][visibility]", visibility)]).await;
        let mut bystander = Bystander::of(&admin, &review).await;
        let card = add_card(&admin, &review, "One").await;
        go_to(&admin, &review, "vote").await;
        assert_refused(vote(who, &review, &card).await, status, code, sentence).await;
        assert_refused(send_card(who, &review, "milestones", "Mine").await, status, code, sentence).await;
        let cards = admin.review(&review).await["cards"].clone();
        assert_eq!((cards.as_object().unwrap().len(), cards[&card]["votes"]["total"].as_u64()), (1, Some(0)));
        bystander.goes_on().await;
    }
}

#[tokio::test]
async fn a_command_for_a_step_that_is_over_is_refused_and_says_where_the_review_is() {
    let (app, admin) = TestApp::init().await;
    let mia = app.invited(&admin, "member", "Mia").await;
    let review = admin.open_review("Mail stopped").await;
    let mut bystander = Bystander::of(&admin, &review).await;
    let (card, theme) = (add_card(&mia, &review, "One").await, new_id());
    admin.send(&review, &[("", "begin_session")]).await;
    mia.send(&review, &[("[save_theme][id]", &theme), ("[save_theme][question]", "milestones"), ("[save_theme][title]", "Queues")]).await;
    go_to(&admin, &review, "vote").await;
    let grouped = mia.answer(&review, &[("[group_card][id]", &card), ("[group_card][theme]", &theme)]).await;
    assert_refused(grouped, 409, "wrong_step", "The review is at “Vote”, which does not take moving cards").await;
    let step = admin.review(&review).await["step"].to_string();
    go_to(&admin, &review, "discuss").await;
    assert_refused(vote(&mia, &review, &card).await, 409, "wrong_step", "The review is at “Discuss”, which does not take votes").await;
    let longer = admin.answer(&review, &[("[add_time][step]", step.as_str()), ("[add_time][minutes]", "1")]).await;
    assert_refused(longer, 409, "wrong_step", "more time for the step before").await;
    bystander.goes_on().await;
}

#[tokio::test]
async fn two_who_lead_and_move_the_room_at_once_move_it_once() {
    let (app, admin) = TestApp::init().await;
    let fay = app.invited(&admin, "facilitator", "Fay").await;
    let person = fay.ok("load_setting", &[]).await["me"]["id"].as_str().unwrap().to_owned();
    let review = admin.open_review("Mail stopped").await;
    admin.send(&review, &[("[name_helpers][people][]", &person)]).await;
    let mut bystander = Bystander::of(&admin, &review).await;
    for (one, other) in [(&admin, &fay), (&fay, &admin)] {
        let now = admin.review(&review).await;
        let (step, seq) = (now["step"].as_u64().unwrap(), now["seq"].as_u64().unwrap());
        let where_it_is = async || {
            let now = admin.review(&review).await;
            (now["step"].as_u64().unwrap(), now["seq"].as_u64().unwrap())
        };
        // Both go on: both are where they wanted to be.
        let both = tokio::join!(move_to(one, &review, step, step + 1), move_to(other, &review, step, step + 1));
        assert_eq!((both.0.status(), both.1.status()), (StatusCode::OK, StatusCode::OK));
        assert_eq!(where_it_is().await, (step + 1, seq + 1));
        // One goes on and one goes back: the second is told.
        let (on, back) = tokio::join!(move_to(one, &review, step + 1, step + 2), move_to(other, &review, step + 1, step));
        let went_on = on.status() == StatusCode::OK;
        let (done, late, there) = if went_on { (on, back, step + 2) } else { (back, on, step) };
        assert_eq!(done.status(), StatusCode::OK);
        assert_refused(late, 409, "moved", "Somebody else moved the session in the same moment").await;
        assert_eq!(where_it_is().await, (there, seq + 2));
    }
    bystander.goes_on().await;
}

#[tokio::test]
async fn a_link_lets_nobody_in_when_its_hours_are_over() {
    let (app, admin) = TestApp::init().await;
    let review = admin.open_review("Mail stopped").await;
    // It is open for two hours.
    let secret = door(&admin, &review).await;
    let id: ReviewId = review.parse().unwrap();
    let come_in = async |minutes: i64| {
        let then = hotwash::now().plus_seconds(minutes * 60);
        app.site.workspace.come_in_as_guest(PersonId(Uuid::now_v7()), id, &secret, "Sam", "test", then).await
    };
    assert!(come_in(119).await.is_ok());
    assert!(come_in(121).await.unwrap_err().to_string().contains("This link lets nobody in any more"));
}

#[tokio::test]
async fn nobody_writes_more_than_a_hundred_cards_on_a_question_and_others_still_write_theirs() {
    let (app, admin) = TestApp::init().await;
    let mia = app.invited(&admin, "member", "Mia").await;
    let review = admin.open_review("Mail stopped").await;
    let mut bystander = Bystander::of(&admin, &review).await;
    join_all((0..100).map(|_| add_card(&mia, &review, "Again"))).await;
    let sentence = "There is room for 100 cards of yours on this question";
    assert_refused(send_card(&mia, &review, "milestones", "Once more").await, 422, "full", sentence).await;
    assert_eq!(send_card(&mia, &review, "response", "Something else").await.status(), StatusCode::OK);
    bystander.goes_on().await;
}

#[tokio::test]
async fn of_ten_thousand_cards_a_review_takes_two_thousand_and_shows_them_all() {
    let (app, admin) = TestApp::init().await;
    let review = admin.open_review("Mail stopped").await;
    let id: ReviewId = review.parse().unwrap();
    // Past the network, which would be most of the time.
    let people: Vec<Actor> = (0..100).map(|_| Actor { person: PersonId(Uuid::now_v7()), role: Role::Member }).collect();
    let adding = (0..10_000).map(|number: usize| {
        let card =
            Command::AddCard { id: Uuid::now_v7().into(), question: "milestones".into(), text: "One of many".into(), private: false };
        app.site.workspace.send(&people[number % people.len()], id, Uuid::now_v7().into(), card, hotwash::now())
    });
    let taken = join_all(adding).await.iter().filter(|outcome| outcome.is_ok()).count();
    assert_eq!(taken, 2_000);
    let refused = send_card(&admin, &review, "milestones", "One more").await;
    assert_refused(refused, 422, "full", "There is room for 2000 cards, those that were removed included, and all are used").await;

    let now = admin.review(&review).await;
    assert_eq!(now["unrevealed"]["milestones"], 2_000);
    let mut stream = Stream::open(&admin, &review, now["seq"].as_u64().unwrap(), None).await;
    go_to(&admin, &review, "group").await;
    assert_eq!(stream.next().await.event, "", "the move");
    assert_eq!(stream.next().await.data.matches("One of many").count(), 2_000, "the reveal");
    let (status, page) = admin.page(&format!("/reviews/{review}/questions")).await;
    assert_eq!(status, 200);
    assert!(page.matches("One of many").count() >= 2_000, "the page shows them all");
    let edit = [("[edit_notes][base]", "1"), ("[edit_notes][text][was]", ""), ("[edit_notes][text][now]", "Still here")];
    admin.send(&review, &edit).await;
    while !stream.next().await.data.contains("Still here") {}
}

#[tokio::test]
async fn a_card_of_100_kb_and_a_request_of_600_kb_are_refused_and_say_what_fits() {
    let (app, admin) = TestApp::init().await;
    let mia = app.invited(&admin, "member", "Mia").await;
    let review = admin.open_review("Mail stopped").await;
    let mut bystander = Bystander::of(&admin, &review).await;
    let long = send_card(&mia, &review, "milestones", &"x".repeat(100_000)).await;
    assert_refused(long, 422, "too_long", "Text takes 2000 characters and this has 100000").await;
    let huge = send_card(&mia, &review, "milestones", &"x".repeat(600_000)).await;
    assert_refused(huge, 413, "too_large", "more than the 512 kB that one request may carry").await;
    assert_eq!(admin.review(&review).await["seq"], 1);
    bystander.goes_on().await;
}

#[tokio::test]
async fn of_fifty_streams_one_person_has_twelve_and_may_open_another_when_one_is_closed() {
    let (app, admin) = TestApp::init().await;
    let mia = app.invited(&admin, "member", "Mia").await;
    let review = admin.open_review("Mail stopped").await;
    let mut bystander = Bystander::of(&admin, &review).await;
    let stream = async || mia.client.get(format!("{}/live/reviews/{review}?from=1", app.url)).send().await.unwrap();
    let mut open = Vec::new();
    for number in 0..50 {
        let answer = stream().await;
        if number < 12 {
            assert_eq!(answer.status(), StatusCode::OK);
            open.push(answer);
        } else {
            assert_refused(answer, 429, "too_many_streams", "Close some of them and reload").await;
        }
    }
    bystander.goes_on().await;
    drop(open.pop());
    let again = async {
        while stream().await.status() != StatusCode::OK {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), again).await.expect("once one is closed there is room for another");
}
