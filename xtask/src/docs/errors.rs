//! `docs/errors.md`: the catalogue of codes.

use std::fmt::Write as _;

use authing_api::operations;
use authing_types::{CodeInfo, ErrorCode, RetryAdvice};

use super::cell;

pub(super) fn text() -> String {
    let mut text = String::from(
        "# Error codes\n\n\
         Generated from the code by `cargo xtask docs`; do not edit.\n\n\
         The service answers with an integer code, in most cases with HTTP 200. The codes, meanings and origins \
         are those of section 5 of the protocol reference; the names, the next steps and the advice are ours. A \
         code that is not listed passes through untouched.\n\n\
         *Again* says whether the same call may succeed later (`later`), after a change (`changed`), or not at all \
         (`no`). *Raised by* names the operations whose documentation names the code; any operation may meet the \
         general ones.\n\n\
         | Code | Name | Meaning | 含义 | What to do | Again | Raised by | Origin |\n\
         | --- | --- | --- | --- | --- | --- | --- | --- |\n",
    );
    for info in ErrorCode::catalogue() {
        let _ = writeln!(
            text,
            "| {} | `{}` | {} | {} | {} | {} | {} | {} |",
            info.code,
            info.name,
            cell(info.meaning),
            cell(info.meaning_zh),
            cell(info.next_step),
            again(info.retry),
            raised_by(info),
            info.source,
        );
    }
    text
}

fn again(advice: RetryAdvice) -> &'static str {
    match advice {
        RetryAdvice::Never => "no",
        RetryAdvice::Later => "later",
        RetryAdvice::AfterChange => "changed",
        _ => "unknown",
    }
}

fn raised_by(info: &CodeInfo) -> String {
    let raising = operations::ALL.iter().filter(|operation| operation.codes().contains(&info.code));
    raising.map(|operation| format!("`{}`", operation.name)).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_code_has_a_row() {
        let text = super::text();
        for info in authing_types::ErrorCode::catalogue() {
            assert!(text.contains(&format!("| {} | `{}` |", info.code, info.name)));
        }
        assert!(text.contains("`login_by_account`"));
    }
}
