//! `tlsready check`: turns the flags into a plan, an input and reports. The run itself is in [`crate::run`].

mod already_probed;
mod expectations;
mod kept;
mod lab;
mod progress;
mod resume;
mod session;
mod signals;
mod sinks;
mod sources;
mod stream;
mod supply;

use std::collections::BTreeSet;
use std::time::Duration;

use tokio::runtime::Builder;

use self::expectations::Expectations;
use self::sinks::Sinks;
use crate::cli::CheckArgs;
use crate::commands::terminal::Terminal;
use crate::engine::{Bounds, Plan};
use crate::error::CommandError;
use crate::exit::Exit;
use crate::message::Message;
use crate::net::{Family, Resolver};
use crate::observation::Prober;
use crate::probe::Probers;
use crate::report::formats::jsonl;
use crate::resources::{AddressSpace, Descriptors, local_ports, make_room};
use crate::run::Context;
use crate::tls::Version;

/// Deadline of an attempt, unless `--timeout` says otherwise.
const TIMEOUT: Duration = Duration::from_secs(5);

/// Threads in addition to those for lookups and for the platform's TLS library: they inspect this host and read root
/// stores.
const OTHER_THREADS: usize = 8;
/// Stack size per thread. The usual 2 or 8 MiB exhaust a limited address space.
const THREAD_STACK: usize = 1024 * 1024;
/// Grace period for threads still busy after the report is written.
const LAST_THREADS: Duration = Duration::from_millis(50);

/// Runs `tlsready check`.
pub fn run(args: &CheckArgs, terminal: &Terminal) -> Result<Exit, CommandError> {
    let wanted = sinks::wanted(args);
    if args.resume.is_some() && !wanted.iter().all(|wanted| wanted.format.name == jsonl::NAME) {
        return Err(CommandError::usage(Message::ErrorResumeNeedsJsonl).hint(Message::HintAddJsonl));
    }
    if args.only.is_some() && !wanted.iter().any(|wanted| (wanted.format.make)().is_for_people()) {
        return Err(CommandError::usage(Message::ErrorOnlyNeedsTable).hint(Message::HintAddTable));
    }
    let expectations = Expectations::new(args)?;
    let mut source = sources::open(args, sinks::all_stream(&wanted), expectations, terminal)?;
    let plan = plan(args, &source)?;
    let sinks = match &args.resume {
        None => Sinks::open(&wanted, terminal)?,
        Some(path) => {
            let reading = resume::Reading { versions: &plan.versions, scope: &crate::run::scope(&plan) };
            let earlier = resume::open(path, reading, &mut source)?;
            Sinks::resuming(args.format, earlier.file, earlier.path, earlier.counts, terminal)?
        }
    };
    let space = AddressSpace::of_this_process();
    let bounds = bounds(args, space);
    let steps = Probers::most_steps().min(space.threads());
    let context = Context::builder().bounds(bounds).steps(steps).endpoints(space.endpoints());
    let mut builder = match workers(&plan).min(space.threads()) {
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
    let exit = runtime.block_on(session::run(args, plan, context, source, sinks, terminal));
    // A lookup without an answer from the system must not delay the exit. Idle threads end immediately, and in order,
    // before the libraries that they used free their shared state.
    runtime.shutdown_timeout(LAST_THREADS);
    exit
}

/// Returns the number of threads that drive connections; 1 means the main thread alone. The built-in prober needs no
/// cryptography: the kernel takes nearly all of its time, and waking another thread costs more than it saves.
fn workers(plan: &Plan) -> usize {
    if plan.probers == [Prober::Wire] {
        return 1;
    }
    std::thread::available_parallelism().map_or(1, std::num::NonZero::get)
}

fn plan(args: &CheckArgs, source: &sources::Source) -> Result<Plan, CommandError> {
    let versions = if args.versions.is_empty() {
        // SSL 3.0 is tested only on request, or if an endpoint must reject it.
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
    let descriptors = Descriptors::of_this_process();
    let connections = wanted.min(descriptors.connections);
    make_room(connections);
    if connections < wanted {
        tracing::info!(wanted, connections, "this process may not open more descriptors");
    }
    // Use at most half of the local ports towards one address: other programs on this machine need some too.
    let ports = local_ports().map_or(usize::MAX, |ports| (ports / 2).max(1));
    Bounds {
        connections,
        per_address: (args.per_address as usize).min(ports),
        per_network: args.per_network.map(|count| count as usize),
        rate: args.rate,
        lookups: descriptors.lookups.min(space.threads()),
    }
}
