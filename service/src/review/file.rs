//! A review as a Markdown file.

use crate::{Result, Workspace};
use domain::{
    culture::{self, Level},
    id::{DepartmentId, PersonId, ReviewId},
    policy::Actor,
    review::Review,
    session::Card,
    timeline::Precision,
    work::WorkItem,
};
use std::{collections::BTreeMap, fmt::Write};

impl Workspace {
    /// The review as this person may see it, as Markdown.
    ///
    /// # Errors
    /// [`crate::Error::NotFound`] where there is no such review for them.
    pub async fn review_markdown(&self, actor: &Actor, id: ReviewId) -> Result<String> {
        let review = self.review(actor, id).await?;
        let work = self.work_of(actor, id).await?;
        let names = Names {
            people: self.people().await?.into_iter().map(|person| (person.id, person.name)).collect(),
            departments: self.departments().await?.into_iter().map(|department| (department.id, department.name)).collect(),
            currency: self.organisation().await?.map(|organisation| organisation.currency).unwrap_or_default(),
        };
        Ok(markdown(&review, &work, &names))
    }
}

/// What people, departments and money are called.
struct Names {
    people: BTreeMap<PersonId, String>,
    departments: BTreeMap<DepartmentId, String>,
    currency: String,
}

fn markdown(review: &Review, work: &[WorkItem], names: &Names) -> String {
    let mut text = String::new();
    // Writing to a string cannot fail.
    let _ = writeln!(text, "# {}\n", review.facts.title);
    let _ = facts(&mut text, review, names);
    if !review.summary.is_empty() {
        let _ = writeln!(text, "\n## Summary\n\n{}", review.summary);
    }
    let _ = timeline(&mut text, review);
    let _ = answers(&mut text, review);
    let _ = culture_part(&mut text, review);
    let _ = lessons(&mut text, review, work, names);
    text
}

fn facts(text: &mut String, review: &Review, names: &Names) -> std::fmt::Result {
    let facts = &review.facts;
    let mut line = |name: &str, value: Option<String>| match value {
        Some(value) => writeln!(text, "- {name}: {value}"),
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
    line("Direct cost", (facts.direct_cost > 0).then(|| format!("{} {}", names.currency, facts.direct_cost)))
}

fn timeline(text: &mut String, review: &Review) -> std::fmt::Result {
    let events = review.timeline();
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
        writeln!(text, "- {about}{day} {clock} {zone}{star} {kind}: {}", indented(&event.text))?;
        if let Some(link) = &event.link {
            writeln!(text, "  <{link}>")?;
        }
    }
    Ok(())
}

fn answers(text: &mut String, review: &Review) -> std::fmt::Result {
    for question in &review.format.questions {
        let cards: Vec<&Card> = review.answers(&question.id).filter(|card| !card.hidden).collect();
        if cards.is_empty() {
            continue;
        }
        writeln!(text, "\n## {}", question.title)?;
        for theme in review.themes_by_votes(&question.id) {
            writeln!(text, "\n### {}{}\n", theme.title, votes(review.theme_votes(theme.id)))?;
            for card in cards.iter().filter(|card| card.theme == Some(theme.id)) {
                writeln!(text, "- {}", indented(&card.text))?;
            }
        }
        let loose = review.loose_by_votes(&question.id);
        if loose.len() < cards.len() && !loose.is_empty() {
            writeln!(text, "\n### Not in a theme")?;
        }
        writeln!(text)?;
        for card in loose {
            writeln!(text, "- {}{}", indented(&card.text), votes(card.votes.total))?;
        }
    }
    Ok(())
}

/// ` (3 votes)`, where there are any.
fn votes(count: u32) -> String {
    match count {
        0 => String::new(),
        1 => " (1 vote)".to_owned(),
        more => format!(" ({more} votes)"),
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

fn lessons(text: &mut String, review: &Review, work: &[WorkItem], names: &Names) -> std::fmt::Result {
    let lessons: Vec<_> = review.lessons.values().filter(|lesson| !lesson.removed).collect();
    if lessons.is_empty() {
        return Ok(());
    }
    writeln!(text, "\n## Lessons and work")?;
    for (number, lesson) in (1..).zip(lessons) {
        writeln!(text, "\n### Lesson {number}\n\n{}\n\nLearnt from:\n", lesson.text)?;
        for evidence in &lesson.sources {
            writeln!(text, "- {}", review.evidence_name(evidence))?;
        }
        for item in work.iter().filter(|item| item.lesson == lesson.id) {
            writeln!(text, "\n#### Work: {}\n", item.title)?;
            work_item(text, item, names)?;
        }
    }
    Ok(())
}

fn work_item(text: &mut String, item: &WorkItem, names: &Names) -> std::fmt::Result {
    let owner = names.people.get(&item.owner).map_or("somebody who left", String::as_str);
    writeln!(text, "- Status: {}", item.status.name())?;
    writeln!(text, "- Owner: {owner}")?;
    if let Some(department) = names.departments.get(&item.department) {
        writeln!(text, "- Department: {department}")?;
    }
    writeln!(text, "- Due: {}", item.due)?;
    writeln!(text, "- Kind: {}", item.kind.name())?;
    writeln!(text, "- Why: {}", item.driver.name())?;
    writeln!(text, "- Effort: {} h", item.effort)?;
    writeln!(text, "- Should save: {} h a month", item.saves)?;
    for (name, words) in [("Risk scenario", &item.risk_scenario), ("How we will know", &item.check), ("Outcome", &item.outcome)] {
        if !words.is_empty() {
            writeln!(text, "- {name}: {}", indented(words))?;
        }
    }
    Ok(())
}

/// Further lines of an entry are indented, so that the list stays a list.
fn indented(text: &str) -> String {
    text.replace('\n', "\n  ")
}
