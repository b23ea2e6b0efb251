//! How much memory can still be taken: of the machine, of the control groups (containers) this process is in, and of its
//! own address space.

use std::fs::read_to_string;
use std::path::{Path, PathBuf};
use sysinfo::{MemoryRefreshKind, System};

/// Bytes that can be allocated without swapping, and that on Linux neither a container nor `ulimit -v` forbids; `None` where
/// the system does not tell.
pub fn available_bytes() -> Option<u64> {
    [of_machine(), left_by_limits(Path::new("/"))].into_iter().flatten().min()
}

/// What control groups and `ulimit -v` leave of what they allow, read from the `proc` and `sys/fs/cgroup` below a folder;
/// `None` where they set no limit. (sysinfo's own reading of control groups counts files that were only read as taken.)
pub fn left_by_limits(root: &Path) -> Option<u64> {
    [of_groups(root), of_address_space(root)].into_iter().flatten().min()
}

fn of_machine() -> Option<u64> {
    let mut system = System::new();
    system.refresh_memory_specifics(MemoryRefreshKind::nothing().with_ram());
    Some(system.available_memory()).filter(|bytes| *bytes > 0)
}

/// A process' limit on its address space, less what it has.
fn of_address_space(root: &Path) -> Option<u64> {
    let limits = read_to_string(root.join("proc/self/limits")).ok()?;
    let line = limits.lines().find_map(|line| line.strip_prefix("Max address space"))?;
    let limit: u64 = line.split_whitespace().next()?.parse().ok()?;
    let taken = kibibytes(&read_to_string(root.join("proc/self/status")).ok()?, "VmSize:")?;
    Some(limit.saturating_sub(taken))
}

/// What is left in the tightest of the control groups, of version 2 or 1, that this process is in.
fn of_groups(root: &Path) -> Option<u64> {
    let mounted = root.join("sys/fs/cgroup");
    let memberships = read_to_string(root.join("proc/self/cgroup")).ok()?;
    let of_line = |line: &str| {
        let mut fields = line.splitn(3, ':');
        let (_, controllers, group) = (fields.next()?, fields.next()?, fields.next()?);
        let (hierarchies, files) = if controllers.is_empty() {
            // Beside version 1 the second has a folder of its own.
            (vec![mounted.clone(), mounted.join("unified")], VERSION_2)
        } else if controllers.split(',').any(|controller| controller == "memory") {
            (vec![mounted.join("memory")], VERSION_1)
        } else {
            return None;
        };
        hierarchies.into_iter().filter_map(|hierarchy| left_in_groups(hierarchy, group, &files)).min()
    };
    memberships.lines().filter_map(of_line).min()
}

/// Names of a control group's files, and of what in its statistics the system gives back when it is asked for memory.
struct GroupFiles {
    limit: &'static str,
    taken: &'static str,
    reclaimable: &'static str,
}

const VERSION_2: GroupFiles =
    GroupFiles { limit: "memory.max", taken: "memory.current", reclaimable: "inactive_file " };
const VERSION_1: GroupFiles =
    GroupFiles { limit: "memory.limit_in_bytes", taken: "memory.usage_in_bytes", reclaimable: "total_inactive_file " };

/// The least left in a group and those above it. A container may see its own group as the root, under another path.
fn left_in_groups(hierarchy: PathBuf, group: &str, files: &GroupFiles) -> Option<u64> {
    let mut folders = vec![hierarchy];
    for part in group.split('/').filter(|part| !part.is_empty() && *part != "..") {
        folders.push(folders.last()?.join(part));
    }
    folders.iter().filter_map(|folder| left_in(folder, files)).min()
}

fn left_in(folder: &Path, files: &GroupFiles) -> Option<u64> {
    let number = |name: &str| read_to_string(folder.join(name)).ok()?.trim().parse::<u64>().ok();
    // "max", and in version 1 a number beyond any machine, are no limits.
    let limit = number(files.limit)?;
    let statistics = read_to_string(folder.join("memory.stat")).unwrap_or_default();
    let reclaimable = statistics.lines().find_map(|line| line.strip_prefix(files.reclaimable)?.trim().parse().ok());
    let taken = number(files.taken)?.saturating_sub(reclaimable.unwrap_or(0));
    Some(limit.saturating_sub(taken))
}

fn kibibytes(text: &str, name: &str) -> Option<u64> {
    let line = text.lines().find_map(|line| line.strip_prefix(name))?;
    line.trim().strip_suffix(" kB")?.trim().parse::<u64>().ok().map(|kibibytes| kibibytes << 10)
}
