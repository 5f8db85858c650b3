use super::*;

fn row(operation: &'static str, expected: ErrorCode, seen: Result<ErrorCode, &str>) -> Row {
    Row {
        operation,
        expected,
        because: "a test wants it",
        seen: seen
            .map(|code| Seen { code, time: Duration::from_micros(7), may_have_acted: false })
            .map_err(str::to_owned),
    }
}

fn report(rows: Vec<Row>, documented: &[Pair]) -> Report {
    Report::new(rows, &documented.iter().copied().collect(), Duration::ZERO)
}

const SUCCESS: Pair = ("logout", ErrorCode::OK);
const REFUSAL: Pair = ("logout", ErrorCode::TOKEN_INVALID);

#[test]
fn rows_as_documented_are_no_faults() {
    let rows = vec![
        row("logout", ErrorCode::OK, Ok(ErrorCode::OK)),
        row("logout", ErrorCode::TOKEN_INVALID, Ok(ErrorCode::TOKEN_INVALID)),
    ];
    let report = report(rows, &[SUCCESS, REFUSAL]);
    assert_eq!(report.faults(), 0);
    assert!(report.to_table().ends_with("2 rows in 0 ms: all as documented\n"));
    assert!(report.to_json()["data"]["rows"][1]["fault"].is_null());
}

#[test]
fn another_code_is_a_fault() {
    let report =
        report(vec![row("logout", ErrorCode::OK, Ok(ErrorCode::NOT_LOGGED_IN))], &[SUCCESS]);
    assert_eq!(report.faults(), 1);
    assert!(report.to_table().contains("NOT AS DOCUMENTED: got 2020 not_logged_in"));
    assert_eq!(report.to_json()["error"]["details"]["rows"][0]["fault"], "got 2020 not_logged_in");
}

#[test]
fn a_call_without_an_outcome_is_a_fault() {
    let report = report(vec![row("logout", ErrorCode::OK, Err("no answer"))], &[SUCCESS]);
    assert_eq!(report.faults(), 1);
    assert!(report.to_table().contains("NOT AS DOCUMENTED: no answer"));
}

#[test]
fn a_documented_outcome_without_a_row_is_a_fault() {
    let report = report(vec![row("logout", ErrorCode::OK, Ok(ErrorCode::OK))], &[SUCCESS, REFUSAL]);
    assert_eq!(report.faults(), 1);
    assert!(report.to_table().contains("there is no row for it"));
    assert_eq!(report.to_json()["error"]["details"]["missing"][0]["code"], 1_010_001);
}

#[test]
fn a_row_that_nothing_documents_is_a_fault() {
    let report = report(vec![row("logout", ErrorCode::OK, Ok(ErrorCode::OK))], &[]);
    assert_eq!(report.faults(), 1);
}

#[test]
fn each_operation_is_documented_to_succeed_and_to_meet_its_codes() {
    let documented = documented();
    assert!(documented.contains(&SUCCESS) && documented.contains(&REFUSAL));
    assert!(documented.contains(&("register_by_email", ErrorCode::USER_EXISTS)));
    assert!(!documented.contains(&("logout", ErrorCode::USER_EXISTS)));
}
