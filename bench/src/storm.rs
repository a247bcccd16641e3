//! Reads before and after a storm of writes.

use std::path::Path;

use crate::{
    Failure, Plan,
    data::Data,
    figures::{Bar, Table, ratio},
    load, patches,
    process::Process,
};

/// Callers that read at once.
const CALLERS: usize = 16;

pub(crate) async fn measure(
    plan: &Plan,
    binary: &Path,
    large: &Data,
    table: &mut Table,
) -> Result<(), Failure> {
    let data = large.copy("storm")?;
    let server = Process::callroster(binary, &data.directory)?;
    let (mut user, mut list) = ([const { Vec::new() }; 2], [const { Vec::new() }; 2]);
    let mut changing = patches::callers(&data);
    for number in 0..=plan.rounds {
        for when in 0..2 {
            let (of_user, _) = load::round(&server, data.getting(CALLERS), plan.round()).await?;
            let (of_list, _) =
                load::round(&server, data.listing(CALLERS, ""), plan.round()).await?;
            if number > 0 {
                user[when].push(of_user.cpu);
                list[when].push(of_list.cpu);
            }
            if when == 0 {
                (_, changing) = load::round(&server, changing, plan.round()).await?;
            }
        }
    }
    let bar = Bar::Most(1.2);
    let slower = |[before, after]: &[Vec<f64>; 2]| ratio(after, before);
    table.add("one user, after a storm of PATCHes to before", bar, slower(&user), " ×");
    table.add("list of 25, after a storm of PATCHes to before", bar, slower(&list), " ×");
    Ok(())
}
