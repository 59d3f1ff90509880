//! `tlsready check`: the main job. Settles what was typed, runs, reports.

mod already_probed;
mod conclude;
mod expectations;
mod lab;
mod progress;
mod resume;
mod run;
mod signals;
mod sources;
mod stream;

use std::collections::BTreeSet;
use std::time::Duration;

use tokio::runtime::Builder;

use crate::cli::{CheckArgs, Format};
use crate::commands::address_space::AddressSpace;
use crate::commands::terminal::Terminal;
use crate::engine::{Bounds, Descriptors, Limits, Plan};
use crate::error::CommandError;
use crate::exit::Exit;
use crate::message::Message;
use crate::net::{Family, Resolver, local_ports};
use crate::observation::Prober;
use crate::probe::Probers;
use crate::report::output::Output;
use crate::tls::Version;

/// Deadline of an attempt, unless `--timeout` says otherwise.
const TIMEOUT: Duration = Duration::from_secs(5);

/// Threads beside those of lookups and of the platform's stack: looking at this host, reading root stores.
const OTHER_THREADS: usize = 8;
/// Of a thread. Most systems give two or eight times as much, which counts where address space is limited.
const THREAD_STACK: usize = 1024 * 1024;
/// What threads with work get to end when all is told.
const LAST_THREADS: Duration = Duration::from_millis(50);

/// Runs `tlsready check`.
pub fn run(args: &CheckArgs, terminal: &Terminal) -> Result<Exit, CommandError> {
    if args.resume.is_some() && args.format != Format::Jsonl {
        return Err(CommandError::usage(Message::ErrorResumeNeedsJsonl).hint(Message::HintAddJsonl));
    }
    let expectations = expectations::Expectations::new(args)?;
    let mut source = sources::open(args, expectations)?;
    let plan = plan(args, &source)?;
    let (output, earlier) = match &args.resume {
        None => (Output::open(args.output.as_deref())?, None),
        Some(path) => {
            let reading = resume::Reading { versions: &plan.versions, all_addresses: plan.all_addresses };
            let earlier = resume::open(path, reading)?;
            source.leave_out(earlier.done);
            (Output::appending(earlier.file, earlier.path), Some(earlier.told))
        }
    };
    let space = AddressSpace::of_this_process();
    let bounds = bounds(args, space);
    let steps = Probers::most_steps().min(space.threads());
    let settled = Settled {
        in_flight: in_flight(&bounds, &plan).min(space.endpoints()),
        limits: Limits::new(bounds),
        shuffle: args.shuffle as usize,
        steps,
        earlier,
        deadline: args.deadline,
        format: args.format,
        quiet: args.quiet,
        to_file: args.output.is_some() || args.resume.is_some(),
        plan,
    };
    let mut builder = match workers(&settled.plan).min(space.threads()) {
        1 => Builder::new_current_thread(),
        workers => {
            let mut builder = Builder::new_multi_thread();
            builder.worker_threads(workers);
            builder
        }
    };
    let runtime = builder
        .enable_all()
        .max_blocking_threads(OTHER_THREADS + steps + Resolver::most_threads(bounds.lookups))
        .thread_stack_size(THREAD_STACK)
        .build()
        .map_err(|error| CommandError::failed(Message::ErrorRuntime { cause: error.to_string() }))?;
    let exit = runtime.block_on(run::run(settled, source, output, terminal));
    // A lookup that the system still sits on must not hold up the end; threads without work end at once, and orderly, before
    // the libraries that they have used put away what they share.
    runtime.shutdown_timeout(LAST_THREADS);
    exit
}

/// Threads that drive connections; one of them is the first of the process, without a second that wakes it. Our own hellos need
/// no cryptography: nearly all of their time is the kernel's, and waking another thread costs more than it brings.
fn workers(plan: &Plan) -> usize {
    if plan.probers == [Prober::Wire] {
        return 1;
    }
    std::thread::available_parallelism().map_or(1, std::num::NonZero::get)
}

/// Everything that was typed, with nothing left open.
struct Settled {
    plan: Plan,
    limits: Limits,
    in_flight: usize,
    shuffle: usize,
    /// Steps of the platform's stack at the same time.
    steps: usize,
    /// What the file that is continued says already.
    earlier: Option<resume::Told>,
    deadline: Option<Duration>,
    format: Format,
    quiet: bool,
    to_file: bool,
}

fn plan(args: &CheckArgs, source: &sources::Source) -> Result<Plan, CommandError> {
    let versions = if args.versions.is_empty() {
        // SSL 3.0 is tried when it is asked about, and a version that must be refused is.
        sorted(&[&Version::DEFAULT[..], &source.refused()].concat())
    } else {
        sorted(&args.versions)
    };
    let probers = if args.probers.is_empty() { Prober::ALL.to_vec() } else { sorted(&args.probers) };
    if args.proxy.is_some() && args.all_addresses {
        return Err(CommandError::usage(Message::ErrorAllAddressesWithProxy));
    }
    Ok(Plan {
        versions,
        probers,
        all_addresses: args.all_addresses,
        family: match (args.ipv4, args.ipv6) {
            (true, _) => Family::V4,
            (_, true) => Family::V6,
            _ => Family::Any,
        },
        timeout: args.timeout.unwrap_or(TIMEOUT),
        retries: args.retries,
    })
}

fn sorted<T: Ord + Copy>(list: &[T]) -> Vec<T> {
    list.iter().copied().collect::<BTreeSet<_>>().into_iter().collect()
}

fn bounds(args: &CheckArgs, space: AddressSpace) -> Bounds {
    let wanted = args.concurrency as usize;
    // The soft limit is often 1024 where the hard one is far above; what cannot be raised bounds us.
    let descriptors = Descriptors::share(rlimit::increase_nofile_limit(u64::MAX).unwrap_or(256));
    let connections = wanted.min(descriptors.connections);
    if connections < wanted {
        tracing::info!(wanted, connections, "this process may not open more descriptors");
    }
    // Half of the ports towards one address: others on this machine need some too.
    let ports = local_ports().map_or(usize::MAX, |ports| (ports / 2).max(1));
    Bounds {
        connections,
        per_address: (args.per_address as usize).min(ports),
        per_network: args.per_network.map(|count| count as usize),
        rate: args.rate,
        lookups: descriptors.lookups.min(space.threads()),
    }
}

/// Endpoints at work at the same time, at most: each holds some tens of kilobytes, and a run over a million of them is to stay
/// below 64 MB.
const MOST_IN_FLIGHT: usize = 1000;

/// Endpoints at work at the same time: twice as many as have all of their connections open, so that those which wait for a
/// name or for an answer do not leave places empty. More would only cost memory.
fn in_flight(bounds: &Bounds, plan: &Plan) -> usize {
    let each = plan.connections_each().min(bounds.per_address).max(1);
    (2 * bounds.connections).div_ceil(each).min(bounds.connections).min(MOST_IN_FLIGHT)
}
