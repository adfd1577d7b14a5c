//! Documents out of what was laid down: each figure is taken from that text, none is counted anew (R75, R97). Pure.

use gongwen::numeral::Level;
use gongwen::{Block, Column, Table};
use jiff::civil::Date;
use serde::Deserialize;
use serde_json::Value as Json;

use super::model::ZH;
use super::store::{Activity, Campaign, Duty, Slip};
use crate::consequences::plan_text::PlanText;

fn lines(text: &str) -> Vec<Block> {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(Block::line).collect()
}

fn part(name: &str, text: &str) -> Block {
    Block::Text(ZH.document_part(name, text.trim()))
}

fn one(text: &str) -> Block {
    Block::Heading(Level::One, text.to_owned())
}

/// A text that somebody wrote: a first line that ends in a full-width colon is whom it greets.
pub fn written(text: &str) -> (Option<String>, Vec<Block>) {
    let mut body = text.lines().map(str::trim).filter(|line| !line.is_empty()).peekable();
    let greets = body.next_if(|line| line.ends_with('：') && line.chars().count() <= 60);
    (greets.map(|line| line.trim_end_matches('：').to_owned()), body.map(Block::line).collect())
}

/// 整改方案: 前言、总体要求、整改内容及措施、保障措施; the ledger is attached.
pub fn rectification(plan: &PlanText) -> (Vec<Block>, Vec<(String, Vec<Block>)>) {
    let mut body = lines(&plan.preface);
    body.extend(plan_body(plan));
    let columns = vec![
        Column::short(ZH.item_col_no(), 4),
        Column::text(ZH.item_col_problem(), 6),
        Column::text(ZH.item_col_requirement(), 6),
        Column::short(ZH.item_col_due(), 4),
        Column::short(ZH.item_col_lead_cadre(), 3),
        Column::short(ZH.item_col_lead_unit(), 4),
        Column::short(ZH.item_col_owner(), 3),
    ];
    let row = |item: &crate::consequences::plan_text::PlanItem| {
        vec![
            item.no.clone(),
            item.problem.clone(),
            item.requirement.clone(),
            ZH.plan_due(&item.due_on, &item.review_months),
            item.lead_cadre.clone(),
            item.lead_unit.clone(),
            item.owner.clone(),
        ]
    };
    let table = Table { columns, rows: plan.items.iter().map(row).collect() };
    (body, vec![(ZH.item_ledger().to_owned(), vec![Block::Table(table)])])
}

/// The parts of a plan below its preface, as a publication that carries it prints them too.
fn plan_body(plan: &PlanText) -> Vec<Block> {
    crate::consequences::plan_text::document::blocks(plan)
}

/// What this reads of a report-back that is out.
#[derive(Deserialize)]
struct Told {
    #[serde(default)]
    body: Vec<String>,
    #[serde(default)]
    lines: Vec<ToldLine>,
    #[serde(default)]
    plan: Option<PlanText>,
}

#[derive(Deserialize)]
struct ToldLine {
    summary: String,
    points: i64,
    bucket: String,
    asked: String,
    done: String,
    proven: String,
    remains: String,
}

/// 情况通报: 总体情况、逐条落实情况; its sums are those of its own lines.
pub fn report_back(content: &str) -> Option<(Option<String>, Vec<Block>)> {
    let told: Told = serde_json::from_str(content).ok()?;
    let (greets, mut body) = written(&told.body.join("\n"));
    if let Some(plan) = &told.plan {
        body.extend(plan_body(plan));
    }
    if told.lines.is_empty() {
        return Some((greets, body));
    }
    let of = |bucket: &str| told.lines.iter().filter(|line| line.bucket == bucket).count();
    let points: i64 = told.lines.iter().map(|line| line.points).sum();
    body.push(one(ZH.paper_overall()));
    body.push(Block::Text(ZH.paper_overall_text(points, told.lines.len(), of("done"), of("doing"), of("next"))));
    body.push(one(ZH.document_line_by_line()));
    for line in &told.lines {
        body.push(Block::Heading(Level::Two, ZH.document_problem(&line.summary, ZH.merged_bucket(&line.bucket))));
        let parts = [
            (ZH.document_asked(line.points), &line.asked),
            (ZH.publication_did().to_owned(), &line.done),
            (ZH.publication_proven().to_owned(), &line.proven),
            (ZH.publication_remains().to_owned(), &line.remains),
        ];
        body.extend(parts.iter().filter(|(_, text)| !text.trim().is_empty()).map(|(name, text)| part(name, text)));
    }
    Some((greets, body))
}

/// 总结报告 out of a summary: the sentence of figures and the four blocks.
pub fn summary(content: &str) -> Option<Vec<Block>> {
    let text: Json = serde_json::from_str(content).ok()?;
    let mut body = vec![Block::line(text.pointer("/figures/sentence")?.as_str()?)];
    for code in ["achievements", "experience", "problems", "shortcomings"] {
        body.push(one(ZH.summary_block(code)));
        body.extend(lines(text.pointer(&format!("/blocks/{code}"))?.as_str()?));
    }
    Some(body)
}

/// 工作提醒 out of a slip: 提醒对象、事项、依据、完成时限、要求.
pub fn reminder(slip: &Slip) -> (Option<String>, Vec<Block>) {
    let to = match (&slip.unit, &slip.owner) {
        (Some(unit), Some(owner)) => Some(ZH.paper_to(unit, owner)),
        (unit, owner) => owner.clone().or(unit.clone()),
    };
    let parts = [
        (ZH.paper_matter(), slip.matter.clone()),
        (ZH.paper_basis(), ZH.paper_basis_item(&slip.item_no)),
        (ZH.paper_due(), day(&slip.due_on)),
        (ZH.paper_requirement(), slip.requirement.clone()),
        (ZH.paper_receipt(), ZH.paper_receipt_text(day(&slip.reply_by))),
    ];
    (to, parts.iter().filter(|(_, text)| !text.trim().is_empty()).map(|(name, text)| part(name, text)).collect())
}

fn day(text: &str) -> String {
    text.parse::<Date>().map_or_else(|_| text.to_owned(), |day| ZH.full_day(&day))
}

/// 测评情况报告 out of the figures of the evaluation published last; what is withheld there is withheld here.
pub fn evaluation(figures: &Json) -> Option<Vec<Block>> {
    let it = figures.get("evaluation").filter(|it| it.is_object())?;
    let word = |at: &str| match it.get(at) {
        Some(Json::String(text)) => text.clone(),
        Some(Json::Number(n)) => n.to_string(),
        _ => "—".to_owned(),
    };
    let mut body = vec![
        one(ZH.paper_held()),
        Block::Text(ZH.paper_held_text(
            word("name"),
            word("eligible"),
            word("issued"),
            word("returned"),
            word("return_rate"),
        )),
        one(ZH.paper_results()),
    ];
    if it.get("withheld").and_then(Json::as_bool) != Some(false) {
        body.push(Block::Text(ZH.paper_withheld().to_owned()));
        return Some(body);
    }
    let columns = vec![
        Column::text(ZH.paper_col_item(), 6),
        Column::short(ZH.paper_col_valid(), 3),
        Column::short(ZH.grade("satisfied"), 3),
        Column::short(ZH.grade("basically"), 3),
        Column::short(ZH.grade("dissatisfied"), 3),
        Column::short(ZH.grade("unaware"), 3),
        Column::short(ZH.paper_col_rate(), 4),
    ];
    let cell = |item: &Json, at: &str| match item.get(at) {
        Some(Json::String(text)) => text.clone(),
        Some(Json::Number(n)) => n.to_string(),
        _ => "—".to_owned(),
    };
    let items = it.get("items").and_then(Json::as_array).cloned().unwrap_or_default();
    let keys = ["title", "valid", "satisfied", "basically", "dissatisfied", "unaware", "rate"];
    let rows = items.iter().map(|item| keys.iter().map(|key| cell(item, key)).collect()).collect();
    body.push(Block::Table(Table { columns, rows }));
    Some(body)
}

/// 实施方案: 指导思想、范围、方法步骤 by phases, and the breakdown of tasks attached.
pub fn implementation(
    campaign: &Campaign,
    activities: &[Activity],
    duties: &[Duty],
) -> (Vec<Block>, Vec<(String, Vec<Block>)>) {
    let mut body = vec![Block::Text(ZH.paper_preface(&campaign.host, &campaign.slogan, &campaign.short_name))];
    if !campaign.content.trim().is_empty() {
        body.push(one(ZH.paper_general()));
        body.extend(lines(&campaign.content));
    }
    body.push(one(ZH.paper_steps()));
    body.push(Block::Text(ZH.paper_steps_text(day(&campaign.starts_on), day(&campaign.ends_on))));
    let mut phase = None;
    for activity in activities {
        if phase != Some(activity.phase) {
            phase = Some(activity.phase);
            let months = ZH.paper_months(activity.from_month, activity.to_month);
            body.push(Block::Heading(Level::Two, ZH.document_problem(&activity.phase_name, months)));
        }
        body.extend(activity.name.as_ref().map(|name| Block::Heading(Level::Three, name.clone())));
    }
    if duties.is_empty() {
        return (body, Vec::new());
    }
    body.push(one(ZH.paper_organisation()));
    body.push(Block::Text(ZH.paper_organisation_text(duties.len())));
    let columns = vec![
        Column::text(ZH.paper_col_task(), 6),
        Column::text(ZH.paper_col_deliverable(), 5),
        Column::short(ZH.item_col_owner(), 3),
        Column::short(ZH.paper_due(), 4),
    ];
    let row = |duty: &Duty| {
        let person = duty.person.clone().unwrap_or_else(|| "—".to_owned());
        vec![duty.title.clone(), duty.deliverable.clone(), person, day(&duty.due_on)]
    };
    let table = Table { columns, rows: duties.iter().map(row).collect() };
    (body, vec![(ZH.paper_breakdown().to_owned(), vec![Block::Table(table)])])
}
