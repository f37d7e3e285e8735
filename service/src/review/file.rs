//! A review as a file: what is in it, and how it reads as Markdown.

use crate::{Result, Workspace, markdown::plain};
use domain::{
    culture::{self, Level},
    id::{DepartmentId, PenId, PersonId, ReviewId},
    people::Role,
    policy::Actor,
    review::Review,
    session::{Ballot, Card},
    timeline::{Account, Precision},
    work::WorkItem,
};
use serde::Serialize;
use std::{collections::BTreeMap, fmt::Write};

/// A review for a file.
#[derive(Debug, Serialize)]
pub struct ReviewFile {
    pub review: Review,
    /// The work that its lessons led to.
    pub work: Vec<WorkItem>,
    /// What those are called whom the review and its work name.
    pub people: BTreeMap<PersonId, String>,
}

impl ReviewFile {
    fn called(&self, person: PersonId) -> &str {
        self.people.get(&person).map_or("somebody who left", String::as_str)
    }

    /// Who wrote a card or an account, where that is told.
    fn author(&self, author: Option<PenId>) -> Option<&str> {
        self.review.signed_by(author).map(|person| self.called(person))
    }
}

impl Workspace {
    /// The review for a file. Files are given to others, so it holds what everybody sees who may see the review, and
    /// nothing that this person alone sees of it: not their unrevealed cards, and not which cards are theirs.
    ///
    /// # Errors
    /// [`crate::Error::NotFound`] where there is no such review for them.
    pub async fn review_file(&self, actor: &Actor, id: ReviewId) -> Result<ReviewFile> {
        let review = self.review_view(actor, id, true).await?.review;
        let work = self.work_of(actor, id).await?;
        let mut named = review.people();
        // To a guest the pages do not name the owners of work either.
        if actor.role != Role::Guest {
            named.extend(work.iter().map(|item| item.owner));
        }
        let known = self.people().await?.into_iter().filter(|person| named.contains(&person.id)).map(|person| (person.id, person.name));
        let guests = review.lead.guests.keys().filter_map(|guest| Some((*guest, review.lead.guest(*guest)?)));
        let people = known.chain(guests).collect();
        Ok(ReviewFile { review, work, people })
    }

    /// The file as Markdown.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn markdown_of(&self, file: &ReviewFile) -> Result<String> {
        let names = Names {
            departments: self.departments().await?.into_iter().map(|department| (department.id, department.name)).collect(),
            currency: self.organisation().await?.map(|organisation| organisation.currency).unwrap_or_default(),
        };
        Ok(markdown(file, &names))
    }
}

/// What departments and money are called.
struct Names {
    departments: BTreeMap<DepartmentId, String>,
    currency: String,
}

fn markdown(file: &ReviewFile, names: &Names) -> String {
    let review = &file.review;
    let mut text = String::new();
    // Writing to a string cannot fail.
    let _ = writeln!(text, "# {}\n", one_line(&review.facts.title));
    let _ = facts(&mut text, file, names);
    let _ = part(&mut text, "Summary", &review.summary);
    let _ = timeline(&mut text, file);
    let _ = answers(&mut text, file);
    let _ = part(&mut text, "Notes", &review.notes);
    let _ = culture_part(&mut text, review);
    let _ = lessons(&mut text, file, names);
    let _ = parked(&mut text, review);
    let _ = closing(&mut text, review);
    text
}

/// A part that is Markdown itself.
fn part(text: &mut String, title: &str, words: &str) -> std::fmt::Result {
    if words.is_empty() { Ok(()) } else { writeln!(text, "\n## {title}\n\n{words}") }
}

fn facts(text: &mut String, file: &ReviewFile, names: &Names) -> std::fmt::Result {
    let facts = &file.review.facts;
    let mut line = |name: &str, value: Option<String>| match value {
        Some(value) => writeln!(text, "- {name}: {}", one_line(&value)),
        None => Ok(()),
    };
    line("Severity", facts.severity.map(|severity| severity.name().to_owned()))?;
    line("Services", (!facts.services.is_empty()).then(|| facts.services.join(", ")))?;
    for (name, stamp) in
        [("Started", &facts.started), ("Detected", &facts.detected), ("Mitigated", &facts.mitigated), ("Resolved", &facts.resolved)]
    {
        line(name, stamp.as_ref().map(|stamp| stamp.spoken()))?;
    }
    line("Found by", facts.found_by.map(|by| by.name().to_owned()))?;
    line("Response driven by", facts.driver.map(|driver| driver.name().to_owned()))?;
    for involved in &facts.departments {
        line("Department", names.departments.get(&involved.department).map(|name| format!("{name}, {} h", involved.hours)))?;
    }
    line("Direct cost", (facts.direct_cost > 0).then(|| format!("{} {}", names.currency, facts.direct_cost)))?;
    for (part, people) in file.review.took_part() {
        let mut people: Vec<&str> = people.into_iter().map(|person| file.called(person)).collect();
        people.sort_by_key(|name| name.to_lowercase());
        line(part, Some(people.join(", ")))?;
    }
    Ok(())
}

fn timeline(text: &mut String, file: &ReviewFile) -> std::fmt::Result {
    let events = file.review.timeline();
    if events.is_empty() {
        return Ok(());
    }
    writeln!(text, "\n## Timeline\n")?;
    for event in events {
        let about = match event.precision {
            Precision::Approximate => "~",
            Precision::Unknown => "(time unknown) ",
            Precision::Exact | Precision::Minute => "",
        };
        let star = if event.is_milestone() { " ★" } else { "" };
        let (day, clock, zone, kind) = (event.at.day(), event.at.clock(), &event.at.zone, event.kind.name());
        writeln!(text, "- {about}{day} {clock} {zone}{star} {kind}: {}", indented(&event.text, 1))?;
        if let Some(link) = &event.link {
            writeln!(text, "  <{link}>")?;
        }
        let marks: Vec<String> = event.marked().map(|(mark, total)| format!("{} ({total})", mark.name())).collect();
        if !marks.is_empty() {
            writeln!(text, "  - Marked: {}", marks.join(", "))?;
        }
        for account in file.review.accounts_of(event.id) {
            account_part(text, account, file.author(account.author))?;
        }
    }
    Ok(())
}

fn account_part(text: &mut String, account: &Account, author: Option<&str>) -> std::fmt::Result {
    match author {
        Some(name) => writeln!(text, "  - Account of {}", one_line(name))?,
        None => writeln!(text, "  - An account")?,
    }
    for (part, words) in account.parts() {
        writeln!(text, "    - {part}: {}", indented(&plain(words), 3))?;
    }
    Ok(())
}

fn answers(text: &mut String, file: &ReviewFile) -> std::fmt::Result {
    let review = &file.review;
    let author = |card: &Card| file.author(card.author).map(|name| format!(" — {}", one_line(name))).unwrap_or_default();
    for question in &review.format.questions {
        if review.answers(&question.id).all(|card| card.hidden) {
            continue;
        }
        writeln!(text, "\n## {}", one_line(&question.title))?;
        let themes = review.themes_by_votes(&question.id);
        for theme in &themes {
            writeln!(text, "\n### {}{}\n", one_line(&theme.title), votes(review.sum_of(Ballot::Theme(theme.id))))?;
            for card in review.cards_by_votes(&question.id, Some(theme.id)) {
                writeln!(text, "- {}{}", indented(&plain(&card.text), 1), author(card))?;
            }
        }
        let loose = review.cards_by_votes(&question.id, None);
        // Also below themes that nobody put a card into.
        if !themes.is_empty() && !loose.is_empty() {
            writeln!(text, "\n### Not in a theme")?;
        }
        writeln!(text)?;
        for card in loose {
            writeln!(text, "- {}{}{}", indented(&plain(&card.text), 1), author(card), votes(review.sum_of(Ballot::Card(card.id))))?;
        }
    }
    Ok(())
}

/// ` (3 votes)`, where there are any and they are shown.
fn votes(sum: Option<u32>) -> String {
    match sum {
        None | Some(0) => String::new(),
        Some(1) => " (1 vote)".to_owned(),
        Some(more) => format!(" ({more} votes)"),
    }
}

fn culture_part(text: &mut String, review: &Review) -> std::fmt::Result {
    let profile = culture::profile(review);
    if profile.indicators.iter().all(|entry| entry.n == 0) {
        return Ok(());
    }
    writeln!(text, "\n## Culture\n\n| Indicator | Seen | What may be said |\n|---|---|---|")?;
    for entry in &profile.indicators {
        let said = match &entry.distribution {
            None => "not enough evidence".to_owned(),
            Some(distribution) => Level::ALL
                .into_iter()
                .zip(distribution.shares)
                .map(|(level, share)| {
                    format!("{} {:.0} % ({:.0}–{:.0} %)", level.key(), share.share * 100.0, share.low * 100.0, share.high * 100.0)
                })
                .collect::<Vec<_>>()
                .join(", "),
        };
        writeln!(text, "| {} | {} | {said} |", entry.indicator.name(), entry.n)?;
    }
    writeln!(text, "\nShares with their 95 % Wilson interval.")
}

fn lessons(text: &mut String, file: &ReviewFile, names: &Names) -> std::fmt::Result {
    let review = &file.review;
    let lessons: Vec<_> = review.lessons.values().filter(|lesson| !lesson.removed).collect();
    if lessons.is_empty() {
        return Ok(());
    }
    writeln!(text, "\n## Lessons and work")?;
    for (number, lesson) in (1..).zip(lessons) {
        writeln!(text, "\n### Lesson {number}\n\n{}\n\nLearnt from:\n", lesson.text)?;
        for evidence in &lesson.sources {
            writeln!(text, "- {}", one_line(&review.evidence_name(evidence)))?;
        }
        for item in file.work.iter().filter(|item| item.lesson == lesson.id) {
            writeln!(text, "\n#### Work: {}\n", one_line(&item.title))?;
            work_item(text, item, file.called(item.owner), names)?;
        }
    }
    Ok(())
}

fn work_item(text: &mut String, item: &WorkItem, owner: &str, names: &Names) -> std::fmt::Result {
    writeln!(text, "- Status: {}", item.status.name())?;
    writeln!(text, "- Owner: {}", one_line(owner))?;
    if let Some(department) = names.departments.get(&item.department) {
        writeln!(text, "- Department: {}", one_line(department))?;
    }
    writeln!(text, "- Due: {}", item.due)?;
    writeln!(text, "- Kind: {}", item.kind.name())?;
    writeln!(text, "- Why: {}", item.driver.name())?;
    writeln!(text, "- Effort: {} h", item.effort)?;
    writeln!(text, "- Should save: {} h a month", item.saves)?;
    for (name, words) in [("Risk scenario", &item.risk_scenario), ("How we will know", &item.check), ("Outcome", &item.outcome)] {
        if !words.is_empty() {
            writeln!(text, "- {name}: {}", indented(&plain(words), 1))?;
        }
    }
    Ok(())
}

fn parked(text: &mut String, review: &Review) -> std::fmt::Result {
    let parked = review.parking();
    if parked.is_empty() {
        return Ok(());
    }
    writeln!(text, "\n## Parked\n")?;
    for note in parked {
        writeln!(text, "- {}: {}", note.outcome(), indented(&plain(&note.text), 1))?;
    }
    Ok(())
}

fn closing(text: &mut String, review: &Review) -> std::fmt::Result {
    let mut sums = review.lead.closing_sums().peekable();
    if sums.peek().is_some() {
        writeln!(text, "\n## What people said of the review\n")?;
    }
    for (question, sum) in sums {
        writeln!(text, "- {question} {sum}")?;
    }
    Ok(())
}

/// A plain text where one line is all there is room for: in a heading, in a line of facts.
fn one_line(text: &str) -> String {
    plain(text).replace('\n', " ")
}

/// Further lines of an entry are indented, so that the list stays a list; `depth` is how many lists it is in.
fn indented(text: &str, depth: usize) -> String {
    text.replace('\n', &format!("\n{}", "  ".repeat(depth)))
}
