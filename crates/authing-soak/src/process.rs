//! What a process holds, as Linux tells it.

use std::fs;
use std::path::Path;

use crate::Error;

/// The resources that a process holds at one moment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct ProcessUsage {
    /// Resident memory, in KiB.
    pub(crate) memory: u64,
    /// Open files, connections among them.
    pub(crate) files: u64,
}

impl ProcessUsage {
    /// Of a process, by its number or as `self`.
    pub(crate) fn of(process: &str) -> Result<Self, Error> {
        let directory = Path::new("/proc").join(process);
        let status = fs::read_to_string(directory.join("status"))?;
        let memory = resident(&status).ok_or("the system tells no resident memory")?;
        let files = fs::read_dir(directory.join("fd"))?.count();
        Ok(Self { memory, files: u64::try_from(files)? })
    }
}

/// The line `VmRSS:    12345 kB`.
fn resident(status: &str) -> Option<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.split_ascii_whitespace().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::{ProcessUsage, resident};

    #[test]
    fn resident_memory_is_read() {
        assert_eq!(resident("Name:\tsoak\nVmRSS:\t  12345 kB\n"), Some(12345));
        assert_eq!(resident("Name:\tsoak\n"), None);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn an_open_file_counts() {
        let before = ProcessUsage::of("self").unwrap();
        // Other tests of this process open and close files too: more than they all do.
        let open: Vec<_> = (0..100).map(|_| std::fs::File::open("/dev/null").unwrap()).collect();
        assert!(ProcessUsage::of("self").unwrap().files >= before.files + 50);
        assert!(before.memory > 0 && open.len() == 100);
    }
}
