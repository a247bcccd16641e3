//! The coverage page: which operations are served, and how sure we are of their behaviour.

use std::fmt::Write;

use crate::{Entry, operations};

/// `docs/coverage.md`, written from the contract; `served` tells which operations have a handler.
pub fn coverage_page(served: impl Fn(&Entry) -> bool) -> String {
    let done = operations().filter(|entry| served(entry)).count();
    let mut page = format!(
        "# Coverage\n\n\
         Written from the contract by `callroster coverage`; `GET /coverage` answers the same as JSON.\n\
         {done} of {} declared operations are served; the others answer 501 `not.implemented`.\n\
         *Documented* behaviour follows a published source; *inferred* behaviour is our best reading, \
         explained in `docs/fidelity.md`.\n",
        operations().count()
    );
    let mut resource = "";
    for entry in operations() {
        if entry.resource != resource {
            resource = entry.resource;
            // Writing to a String cannot fail.
            let _ = write!(
                page,
                "\n## {resource}\n\n| operation | request | state | behaviour |\n|---|---|---|---|\n"
            );
        }
        let (meta, state) = (entry.meta, if served(entry) { "served" } else { "missing" });
        let basis = if meta.inferred { "inferred" } else { "documented" };
        let _ =
            writeln!(page, "| {} | `{} {}` | {state} | {basis} |", meta.id, meta.method, meta.path);
    }
    page
}
