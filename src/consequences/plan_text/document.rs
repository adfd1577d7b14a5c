//! A plan as an official document prints it (SPEC 2.14): 总体要求、整改内容及措施、保障措施. In Chinese, like every document.

use gongwen::Block;
use gongwen::numeral::Level;

use super::{PlanItem, PlanText};
use crate::text::{Lang, T};

const ZH: T = T(Lang::Zh);

fn lines(text: &str) -> impl Iterator<Item = Block> {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(Block::line)
}

fn one(text: &str) -> Block {
    Block::Heading(Level::One, text.to_owned())
}

/// Everything of a plan below its preface.
pub fn blocks(plan: &PlanText) -> Vec<Block> {
    let mut body = Vec::new();
    if !plan.general.trim().is_empty() {
        body.push(one(ZH.plan_general()));
        body.extend(lines(&plan.general));
    }
    for part in plan.parts() {
        body.push(one(if plan.three_parts { ZH.plan_part(part) } else { ZH.plan_contents() }));
        body.extend(plan.of_part(part).into_iter().flat_map(item));
    }
    if !plan.safeguards.trim().is_empty() {
        body.push(one(ZH.plan_safeguards()));
        body.extend(lines(&plan.safeguards));
    }
    body
}

fn item(item: &PlanItem) -> Vec<Block> {
    let part = |name: &str, text: &str| Block::Text(ZH.document_part(name, text.trim()));
    let mut blocks = vec![Block::Heading(Level::Two, item.problem.clone())];
    blocks.push(part(ZH.item_requirement(), &item.requirement));
    for (n, measure) in (1..).zip(&item.measures) {
        let criterion = ZH.plan_criterion(measure.criterion.trim());
        let text =
            format!("{}{}", measure.text.trim().trim_end_matches(['。', '；']), ZH.document_in_brackets(criterion));
        blocks.push(part(&ZH.document_measure(n), &text));
    }
    blocks.push(part(ZH.item_col_due(), &ZH.plan_due(&item.due_on, &item.review_months)));
    blocks.push(part(ZH.item_col_lead_cadre(), &item.lead_cadre));
    blocks.push(part(ZH.item_col_lead_unit(), &item.lead_unit));
    blocks.push(part(ZH.item_col_owner(), &item.owner));
    blocks
}
