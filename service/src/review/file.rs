//! A review as a Markdown file.

use crate::{Result, Workspace};
use domain::{
    culture::{self, Level},
    id::ReviewId,
    policy::Actor,
    review::Review,
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
        let people = self.people().await?.into_iter().map(|person| (person.id, person.name)).collect::<BTreeMap<_, _>>();
        let owner = |item: &WorkItem| people.get(&item.owner).cloned().unwrap_or_else(|| "somebody who left".into());
        Ok(markdown(&review, &work, owner))
    }
}

fn markdown(review: &Review, work: &[WorkItem], owner: impl Fn(&WorkItem) -> String) -> String {
    let mut text = String::new();
    // Writing to a string cannot fail.
    let _ = writeln!(text, "# {}\n", review.facts.title);
    let _ = facts(&mut text, review);
    if !review.summary.is_empty() {
        let _ = writeln!(text, "\n## Summary\n\n{}", review.summary);
    }
    let _ = timeline(&mut text, review);
    let _ = answers(&mut text, review);
    let _ = culture_part(&mut text, review);
    let _ = lessons(&mut text, review, work, owner);
    text
}

fn facts(text: &mut String, review: &Review) -> std::fmt::Result {
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
    line("Response driven by", facts.driver.map(|driver| driver.name().to_owned()))
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
        // Further lines of an entry are indented, so that the list stays a list.
        let body = event.text.replace('\n', "\n  ");
        writeln!(text, "- {about}{} {} {}{star}: {body}", event.at.day(), event.at.clock(), event.at.zone)?;
        if let Some(link) = &event.link {
            writeln!(text, "  <{link}>")?;
        }
    }
    Ok(())
}

fn answers(text: &mut String, review: &Review) -> std::fmt::Result {
    for question in &review.format.questions {
        let cards: Vec<_> = review.answers(&question.id).filter(|card| !card.hidden).collect();
        if cards.is_empty() {
            continue;
        }
        writeln!(text, "\n## {}\n", question.title)?;
        for card in cards {
            let theme =
                card.theme.and_then(|theme| review.themes.get(&theme)).map(|theme| format!("**{}:** ", theme.title)).unwrap_or_default();
            writeln!(text, "- {theme}{}", card.text.replace('\n', "\n  "))?;
        }
    }
    Ok(())
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

fn lessons(text: &mut String, review: &Review, work: &[WorkItem], owner: impl Fn(&WorkItem) -> String) -> std::fmt::Result {
    let lessons: Vec<_> = review.lessons.values().filter(|lesson| !lesson.removed).collect();
    if lessons.is_empty() {
        return Ok(());
    }
    writeln!(text, "\n## Lessons and work")?;
    for lesson in lessons {
        writeln!(text, "\n{}\n", lesson.text)?;
        for item in work.iter().filter(|item| item.lesson == lesson.id) {
            writeln!(text, "- **{}** ({}), {}, due {}: {}", item.title, item.status.name(), owner(item), item.due, item.check)?;
        }
    }
    Ok(())
}
