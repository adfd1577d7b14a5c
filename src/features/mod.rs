//! The slices, one a domain noun.

pub mod account;
pub mod auditing;
pub mod campaign;
pub mod closing;
pub mod document;
pub mod evaluation;
pub mod merging;
pub mod opinion;
pub mod organisation;
pub mod plan;
pub mod publication;
pub mod rectification;
pub mod search;
pub mod statistics;
pub mod supervision;
pub mod trace;

/// The operations of every slice, for the JSON API and its document.
pub fn apis() -> Vec<crate::api::Api> {
    vec![
        account::api(),
        organisation::api(),
        campaign::api(),
        closing::api(),
        opinion::api(),
        merging::api(),
        rectification::api(),
        plan::api(),
        publication::api(),
        supervision::api(),
        evaluation::api(),
        auditing::api(),
        statistics::api(),
        search::api(),
    ]
}

/// Everything that the slices ask of the database, for the test that prepares each statement on both engines.
#[cfg(test)]
pub(crate) fn statements() -> Vec<::store::Sql> {
    let fixed = [
        account::store::ALL,
        auditing::store::ALL,
        campaign::store::ALL,
        closing::store::ALL,
        campaign::sheet::store::ALL,
        document::store::ALL,
        evaluation::store::ALL,
        merging::store::ALL,
        merging::store::groups::ALL,
        opinion::store::ALL,
        organisation::store::ALL,
        plan::store::ALL,
        publication::store::ALL,
        rectification::store::ALL,
        search::store::ALL,
        statistics::store::ALL,
        statistics::store::dashboard::ALL,
        supervision::store::ALL,
        trace::store::ALL,
    ];
    let lists = [
        account::store::LISTS,
        auditing::store::LISTS,
        campaign::store::LISTS,
        closing::store::LISTS,
        document::store::LISTS,
        evaluation::store::LISTS,
        merging::store::LISTS,
        opinion::store::LISTS,
        organisation::store::LISTS,
        plan::store::LISTS,
        publication::store::LISTS,
        rectification::store::LISTS,
        search::store::LISTS,
        statistics::store::LISTS,
        supervision::store::LISTS,
        trace::store::LISTS,
    ];
    let variants = lists.into_iter().flatten().flat_map(|list| list.variants());
    fixed.into_iter().flatten().map(|sql| (*sql).clone()).chain(variants).collect()
}
