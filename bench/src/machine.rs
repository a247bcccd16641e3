//! What the figures were measured on.

use std::{
    fs::{self, File},
    io::Write as _,
    path::Path,
    time::Instant,
};

use crate::{Failure, figures::median};

/// The processor, the kernel, and how long the disk takes to keep a page.
pub(crate) fn describe(directory: &Path) -> Result<String, Failure> {
    let processors = read("/proc/cpuinfo")?;
    let model = processors.lines().find(|line| line.starts_with("model name"));
    let model = model.and_then(|line| line.split(':').nth(1)).unwrap_or("unknown").trim();
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let kernel = read("/proc/sys/kernel/osrelease")?;
    let sync = sync(directory).map_err(|error| format!("`{}`: {error}", directory.display()))?;
    let (kernel, load) = (kernel.trim(), load()?);
    Ok(format!("{cores} × {model}, Linux {kernel}, fsync {sync:.0} µs\n{load}\n"))
}

/// How busy the machine was of late.
pub(crate) fn load() -> Result<String, Failure> {
    let load = read("/proc/loadavg")?;
    let load: Vec<&str> = load.split(' ').take(3).collect();
    Ok(format!("load average {}", load.join(" ")))
}

fn read(path: &str) -> Result<String, Failure> {
    fs::read_to_string(path).map_err(|error| format!("failed to read `{path}`: {error}"))
}

/// Microseconds to append a page and be sure of it.
fn sync(directory: &Path) -> std::io::Result<f64> {
    fs::create_dir_all(directory)?;
    let path = directory.join("sync");
    let mut file = File::create(&path)?;
    let mut taken = Vec::new();
    for _ in 0..200 {
        let began = Instant::now();
        file.write_all(&[1; 4096])?;
        file.sync_data()?;
        taken.push(began.elapsed().as_secs_f64() * 1e6);
    }
    fs::remove_file(path)?;
    Ok(median(taken))
}
