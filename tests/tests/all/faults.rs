//! A room full of people with bad networks, whose server is killed again and again. What they were told is done is done,
//! once, and at the end all of them see the same.

mod participant;
mod writer;

use crate::{
    crash::remove,
    session::{come_in, door, go_to},
};
use domain::{
    id::{CardId, ThemeId},
    review::Review,
    session::Ballot,
};
use futures::future::join_all;
use participant::Participant;
use rand::{Rng, SeedableRng, rngs::StdRng, seq::IndexedRandom};
use std::{
    collections::BTreeMap,
    sync::{Arc, atomic::Ordering},
    time::Duration,
};
use tests::{Running, User, run};
use tokio::{
    sync::watch,
    time::{sleep, timeout},
};
use uuid::Uuid;
use writer::{BUDGET, Said, Writer, line_of};

/// Those who write and vote; somebody else leads.
const WRITERS: usize = 30;
/// How often the server is killed; the cards are revealed, and the vote is called, in the moment of one of these.
const KILLS: usize = 10;
const REVEAL: usize = 3;
const VOTE: usize = 6;
const QUESTION: &str = "milestones";
/// How long a server that is left alone may take to catch up.
const PATIENCE: Duration = Duration::from_secs(60);

/// The same throws every time; others with another `FAULTS_SEED`. What they meet depends on the machine, too.
fn dice() -> StdRng {
    let seed: u64 = std::env::var("FAULTS_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(1);
    println!("FAULTS_SEED={seed}");
    StdRng::seed_from_u64(seed)
}

#[tokio::test]
async fn what_thirty_people_were_told_is_done_is_done_once_and_seen_by_all_although_the_server_is_killed_ten_times() {
    let mut dice = dice();
    let directory = std::env::temp_dir().join(format!("hotwash-faults-{}", Uuid::now_v7().simple()));
    let data = directory.to_str().unwrap().to_owned();
    let mut running = Running::start(&["--data-dir", &data]).await;
    let secret = running.set_up_secret().await;
    let admin = User::new(&running.url);
    tests::set_up(&admin, &secret).await;
    let room = room(&admin).await;

    let (announce, kills) = watch::channel(0);
    let pages: Vec<_> = room.iter().map(|person| tokio::spawn(Arc::clone(person).follow(StdRng::from_rng(&mut dice)))).collect();
    let leading = tokio::spawn(lead(Arc::clone(&room[0]), StdRng::from_rng(&mut dice), kills.clone()));
    let writing: Vec<_> = (1..room.len())
        .map(|number| Writer::new(Arc::clone(&room[number]), number, StdRng::from_rng(&mut dice)).take_part(kills.clone()))
        .map(tokio::spawn)
        .collect();
    let running = kill_again_and_again(running, &data, &mut dice, &announce).await;

    let mut said = Said::default();
    for one in timeout(PATIENCE, join_all(writing)).await.expect("a server that is left alone acknowledges everything") {
        said.add(one.unwrap());
    }
    let grouped = leading.await.unwrap();
    let wall = seen_by_all(&room).await;
    assert_there(&wall, &said, &grouped);
    assert_faults_happened(&room);

    pages.iter().for_each(tokio::task::JoinHandle::abort);
    running.kill().await;
    let (sound, out, told) = run(&["verify", "--data-dir", &data]).await;
    assert!(sound, "rows, sums and log agree after {KILLS} kills: {out} {told}");
    remove(directory);
}

/// First whoever leads, then guests.
async fn room(admin: &User) -> Vec<Arc<Participant>> {
    let review = admin.open_review("Mail stopped").await;
    let lines = (1..=WRITERS).map(line_of).collect::<Vec<_>>().join("\n");
    admin.send(&review, &[("[edit_summary][base]", "1"), ("[edit_summary][text][was]", ""), ("[edit_summary][text][now]", &lines)]).await;
    go_to(admin, &review, "write").await;
    let secret = door(admin, &review).await;
    let mut room = vec![Arc::new(Participant::new(admin.clone(), &review).await)];
    for number in 1..=WRITERS {
        let guest = User::new(&admin.url);
        assert!(come_in(&guest, &review, &secret, &format!("Guest {number}")).await.status().is_success());
        room.push(Arc::new(Participant::new(guest, &review).await));
    }
    room
}

/// Announces each kill a moment before it, so that something is under way then, and that there will be no more.
async fn kill_again_and_again(mut running: Running, data: &str, dice: &mut StdRng, announce: &watch::Sender<usize>) -> Running {
    let address = running.url.trim_start_matches("http://").to_owned();
    for kill in 1..=KILLS {
        sleep(Duration::from_millis(dice.random_range(1_000..3_000))).await;
        announce.send_replace(kill);
        sleep(Duration::from_millis(dice.random_range(1..30))).await;
        running.kill().await;
        running = Running::start_at(&address, &["--data-dir", data]).await;
    }
    sleep(Duration::from_secs(1)).await;
    announce.send_replace(KILLS + 1);
    running
}

/// Reveals the cards, puts some of them under themes, and calls the vote; gives which card is under which theme.
async fn lead(me: Arc<Participant>, mut dice: StdRng, mut kills: watch::Receiver<usize>) -> BTreeMap<CardId, ThemeId> {
    let writing = me.shown(|page| page.review.step);
    let [write, group, vote] = [writing, writing + 1, writing + 2].map(|step| step.to_string());
    kills.wait_for(|kills| *kills >= REVEAL).await.unwrap();
    me.send(&mut dice, &[("[move_to][from]", &write), ("[move_to][to]", &group)]).await;
    let themes = [Uuid::now_v7(), Uuid::now_v7()].map(ThemeId);
    for theme in themes {
        let id = theme.to_string();
        let save = [("[save_theme][id]", id.as_str()), ("[save_theme][question]", QUESTION), ("[save_theme][title]", "Queues")];
        me.send(&mut dice, &save).await;
    }
    let cards = loop {
        let seen: Vec<CardId> = me.shown(|page| page.review.cards_by_votes(QUESTION, None).iter().take(12).map(|card| card.id).collect());
        if !seen.is_empty() {
            break seen;
        }
        sleep(Duration::from_millis(20)).await;
    };
    let mut grouped = BTreeMap::new();
    for card in cards {
        let theme = *themes.choose(&mut dice).unwrap();
        me.send(&mut dice, &[("[group_card][id]", &card.to_string()), ("[group_card][theme]", &theme.to_string())]).await;
        grouped.insert(card, theme);
    }
    kills.wait_for(|kills| *kills >= VOTE).await.unwrap();
    me.send(&mut dice, &[("[move_to][from]", &group), ("[move_to][to]", &vote)]).await;
    grouped
}

/// Every page shows what it would show if it were loaded now, and the wall is the same for everybody; gives it.
async fn seen_by_all(room: &[Arc<Participant>]) -> Review {
    let wall = room[0].load(true).await.review;
    for (number, person) in room.iter().enumerate() {
        timeout(PATIENCE, person.hears(wall.seq)).await.expect("every page hears of everything");
        let fresh = person.load(false).await;
        person.shown(|page| {
            assert_eq!(differences(&page.review, &fresh.review), Vec::<String>::new(), "the page of {number}");
            assert_eq!(page.html, fresh.html, "the page of {number}");
        });
        assert_eq!(differences(&person.load(true).await.review, &wall), Vec::<String>::new(), "the wall of {number}");
        let voted = fresh.review.votes_spent(QUESTION, fresh.pen);
        assert_eq!(voted, if number == 0 { 0 } else { BUDGET }, "the votes of {number}");
    }
    wall
}

/// The parts in which two copies of a review are not alike.
fn differences(one: &Review, other: &Review) -> Vec<String> {
    let [one, other] = [one, other].map(|review| serde_json::to_value(review).unwrap());
    let parts = one.as_object().unwrap().iter().filter(|(name, part)| other[name.as_str()] != **part);
    parts.map(|(name, part)| format!("{name} is {part} and not {}", other[name.as_str()])).collect()
}

/// Everything that was acknowledged is there once, and nothing else.
fn assert_there(wall: &Review, said: &Said, grouped: &BTreeMap<CardId, ThemeId>) {
    let there = texts(wall);
    for (text, words) in &said.words {
        let words: Vec<String> = words.iter().cloned().collect();
        assert_eq!(there.get(text), Some(&words), "{text}");
    }
    assert_eq!(there.len(), said.words.len(), "nothing is there that nobody was told of");
    let cards = wall.cards.values().map(|card| (Ballot::Card(card.id), card.votes.total));
    let themes = wall.themes.values().map(|theme| (Ballot::Theme(theme.id), theme.votes.total));
    let votes: BTreeMap<Ballot, u32> = cards.chain(themes).filter(|(_, votes)| *votes > 0).collect();
    assert_eq!(votes, said.votes);
    let themes = wall.cards.values().filter_map(|card| Some((card.id, card.theme?)));
    assert_eq!(&themes.collect::<BTreeMap<_, _>>(), grouped);
}

/// The words of every text, by what it is.
fn texts(wall: &Review) -> BTreeMap<String, Vec<String>> {
    let cards = wall.cards.values().map(|card| (format!("card {}", card.id), words(&card.text)));
    let events = wall.events.values().map(|event| (format!("event {}", event.id), words(&event.text)));
    let both = [("summary".to_owned(), words(&wall.summary)), ("notes".to_owned(), words(&wall.notes))];
    cards.chain(events).chain(both).collect()
}

/// In order of the alphabet, without the marks between two versions.
fn words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = text.split([' ', '\n', '⟦', '⟷', '⟧']).filter(|word| !word.is_empty()).map(str::to_owned).collect();
    words.sort();
    words
}

/// Otherwise all this would show nothing.
fn assert_faults_happened(room: &[Arc<Participant>]) {
    let cut_off: usize = room.iter().map(|person| person.cut_off.load(Ordering::Relaxed)).sum();
    let given_up: usize = room.iter().map(|person| person.given_up.load(Ordering::Relaxed)).sum();
    println!("{cut_off} commands were under way when the server was killed, {given_up} were given up; all were sent again");
    assert!(cut_off >= KILLS && given_up > 0, "{cut_off} and {given_up}");
}
