//! `tlsready check`: the main job. Settles what was typed, runs, reports.

mod lab;
mod progress;
mod run;
mod settle;
mod sources;

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use crate::cli::{CheckArgs, Color, Format};
use crate::engine::{Limits, Plan, descriptors_for};
use crate::error::CommandError;
use crate::exit::Exit;
use crate::net::{Family, Proxy};
use crate::observation::EngineName;
use crate::report::output::Output;
use crate::tls::Version;

/// Deadline of an attempt, unless `--timeout` says otherwise.
const TIMEOUT: Duration = Duration::from_secs(5);

/// Runs `tlsready check`.
pub fn run(args: &CheckArgs, color: Color) -> Result<Exit, CommandError> {
    let settle = settle::Settle::new(args)?;
    let source = sources::open(args, settle)?;
    let plan = plan(args, &source)?;
    let output = Output::open(args.output.as_deref())?;
    let settled = Settled {
        in_flight: in_flight(args),
        limits: limits(args),
        deadline: args.deadline,
        format: args.format,
        quiet: args.quiet,
        color,
        to_file: args.output.is_some(),
        plan,
    };
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .max_blocking_threads(256)
        .build()
        .map_err(|error| CommandError::failed(format!("cannot start the runtime: {error}")))?;
    let exit = runtime.block_on(run::run(settled, source, output));
    // A lookup that the system still sits on must not hold up the end.
    runtime.shutdown_background();
    exit
}

/// Everything that was typed, with nothing left open.
struct Settled {
    plan: Plan,
    limits: Limits,
    in_flight: usize,
    deadline: Option<Duration>,
    format: Format,
    quiet: bool,
    color: Color,
    to_file: bool,
}

fn plan(args: &CheckArgs, source: &sources::Source) -> Result<Plan, CommandError> {
    let versions = if args.versions.is_empty() {
        // SSL 3.0 is tried when it is asked about, and a version that must be refused is.
        sorted(&[&Version::DEFAULT[..], &source.refused()].concat())
    } else {
        sorted(&args.versions)
    };
    let engines = if args.engines.is_empty() { EngineName::ALL.to_vec() } else { sorted(&args.engines) };
    let proxy = match &args.proxy {
        None => None,
        Some(text) => Some(Arc::new(text.parse::<Proxy>().map_err(|problem| {
            CommandError::usage(format!("--proxy: {problem}")).hint("write it as http://host:port")
        })?)),
    };
    if proxy.is_some() && args.all_addresses {
        return Err(CommandError::usage("--all-addresses cannot be used with --proxy: the proxy chooses the address"));
    }
    Ok(Plan {
        versions,
        engines,
        all_addresses: args.all_addresses,
        family: match (args.ipv4, args.ipv6) {
            (true, _) => Family::V4,
            (_, true) => Family::V6,
            _ => Family::Any,
        },
        proxy,
        timeout: args.timeout.unwrap_or(TIMEOUT),
        retries: args.retries,
    })
}

fn sorted<T: Ord + Copy>(list: &[T]) -> Vec<T> {
    list.iter().copied().collect::<BTreeSet<_>>().into_iter().collect()
}

fn limits(args: &CheckArgs) -> Limits {
    let wanted = args.concurrency as usize;
    // The soft limit is often 1024 where the hard one is far above; what cannot be raised bounds us.
    let descriptors = rlimit::increase_nofile_limit(u64::MAX).unwrap_or(256);
    let connections = wanted.min(descriptors_for(descriptors));
    if connections < wanted {
        tracing::info!(wanted, connections, "this process may not open more descriptors");
    }
    Limits::new(connections, args.per_address as usize)
}

/// Endpoints at work at the same time: each has several connections, so that fewer endpoints than connections keep the
/// limit busy.
fn in_flight(args: &CheckArgs) -> usize {
    args.concurrency as usize
}
