### A Windows registry: verdicts, findings, gaps, the screen of `tlsready host`, and the errors of its flags.

## Values of the registry

# $value (Verbatim)
windows-entry-number = { $value }

# $value (Verbatim)
# $type (Verbatim)
windows-entry-typed = { $value } ({ $type })

windows-entry-absent = absent

windows-entry-not-read = not read

# $path (Verbatim)
# $name (Verbatim)
# $entry (Message)
windows-value = { $path } { $name }: { $entry }

# Both views of the registry hold the same.
# $path (Verbatim)
# $name (Verbatim)
# $entry (Message)
windows-value-both = { $path } { $name }: { $entry } (also under Wow6432Node)

# $path (Verbatim)
windows-key = { $path }

# $path (Verbatim)
windows-value-neither-set = { $path } DisabledByDefault, Enabled: absent, so the default of this version of Windows
    applies

# $path (Verbatim)
# $flag (Message)
# $enabled (Message)
windows-value-neither-decides = { $path } DisabledByDefault: { $flag }, Enabled: { $enabled } (neither decides here)

## Clients: kinds of programs

windows-client-schannel = Windows itself (Schannel)

# $runtime (Code)
windows-client-dotnet = { $runtime ->
    [clr2] .NET 2.0 to 3.5
    [up-to-452] .NET 4 for 4.5.2 or earlier
    [from-46] .NET 4 for 4.6 to 4.6.2
   *[from-47] .NET 4 for 4.7 or later
}

windows-client-winhttp = WinHTTP

# $owner (Code)
windows-client-wininet = { $owner ->
    [policy-everyone] WinINET, policy for every user
    [policy-user] WinINET, policy for this user
    [user] WinINET, this user
   *[local-system] WinINET, services (LocalSystem)
}

windows-client-own-stack = Programs with their own TLS library

# A client and the width of its programs, where it has two.
# $client (Message)
# $width (Code)
windows-client-width = { $width ->
    [bits32] { $client }, 32-bit
    [bits64] { $client }, 64-bit
   *[native] { $client }, native
}

windows-client-own-stack-note = Go (azcmagent), Java, Python, OpenSSL: none of these settings applies to them

# $updates (Verbatim)
windows-dotnet2-update = only if .NET 3.5 has the 2016 update for SystemDefaultTlsVersions ({ $updates }) or a later
    rollup

windows-dotnet-old-runtime = .NET before 4.7 supports SystemDefaultTlsVersions only after an update

# $update (Verbatim)
windows-dotnet-45-update = .NET 4.5 and 4.5.1 use SchUseStrongCrypto only with update { $update } or a later rollup

windows-dotnet-40 = .NET 4.0 without an update to 4.5 or later is not known to support TLS 1.1 and TLS 1.2

## Why a client offers a version or not: clauses

windows-reason-fips = FIPS mode is enabled, which excludes SSL

windows-reason-disabled = disabled: Enabled=0 denies it even to programs that request it

# $name (Verbatim)
# $type (Verbatim)
windows-reason-wrong-type = { $name } is { $type }, not REG_DWORD; how Windows treats that is not documented

windows-reason-key-not-read = its key was not read

# $condition (Message)
windows-reason-enabled-if-present = enabled, if this version of Windows has it: { $condition }

windows-reason-enabled = enabled: DisabledByDefault=0

windows-reason-flag-unverified = DisabledByDefault removes it from the default set, if this version of Windows still
    uses that value: Microsoft's page for it names only Enabled

windows-reason-not-default = not in the default set: DisabledByDefault is set; a program that requests it gets it

windows-reason-incomplete = incomplete: Enabled is set, but this version of Windows has it off by default and also
    needs DisabledByDefault=0

windows-reason-on-by-default = on by default in this version of Windows

windows-reason-on-by-default-newer = on by default in this version of Windows, for programs that use the newer
    interface (SCH_CREDENTIALS)

windows-reason-off-by-default = off by default in this version of Windows, and no value enables it

windows-reason-os-unknown = the version of Windows is unknown

windows-reason-off-or-missing = off by default with update KB4019276, and missing without it

windows-reason-winhttp-needs-schannel = Microsoft's article on KB3140245 demands that Schannel enables it, too; what
    happens otherwise is not documented

windows-reason-winhttp-windows-8 = Windows 8 does not use DefaultSecureProtocols: update KB3140245 is for Windows 7,
    Windows Server 2008 R2, and Windows Server 2012

windows-reason-needs-kb4019276 = needs update KB4019276 or a later rollup, which the registry does not prove

# $version (Version)
windows-reason-not-supported = this version of Windows has no { $version }

# $reason (Message)
windows-reason-left-to-schannel = leaves the choice to Schannel: { $reason }

windows-reason-requested = requests it explicitly

# $versions (Versions)
windows-reason-requests-only = requests only { $versions }

# $name (Verbatim)
windows-reason-value-not-read = { $name } was not read

windows-reason-dotnet-tls13 = Microsoft's page promises TLS 1.3 to .NET Framework here; its source code does not
    confirm it

windows-reason-dotnet2-tls12 = Microsoft's page promises TLS 1.2 to .NET 3.5 on Windows 10 and later; its source
    code says TLS 1.0

windows-reason-ssl3-requested = requested explicitly, although it is off by default here; whether Schannel then
    provides it is not documented

# $versions (Versions)
windows-reason-requests = requests { $versions }

windows-reason-requests-nothing = requests no version

windows-reason-winhttp-no-source = no source says that this version of Windows uses DefaultSecureProtocols

# $with (Versions)
# $without (Versions)
windows-reason-winhttp-update = requests { $with } if update KB3140245 or a later rollup is installed, and otherwise
    { $without }

# $type (Verbatim)
windows-reason-winhttp-wrong-type = DefaultSecureProtocols is { $type }, not REG_DWORD

windows-reason-winhttp-old-default = requests SSL 3.0 and TLS 1.0 explicitly, whatever Schannel enables, until
    DefaultSecureProtocols says otherwise

windows-reason-winhttp-default-unverified = requests the default of this version of Windows, which no source gives

windows-reason-winhttp-default = requests the default of this version of Windows

windows-reason-no-suite = no cipher suite is left that it could use

windows-reason-no-suite-unverified = it is assumed, without a source, that no cipher suite is left that it could use

# $reason (Message)
windows-reason-seen = seen in Schannel's own ClientHellos; its settings say: { $reason }

# $reason (Message)
# $value (Message)
windows-reason-with-value = { $reason } ({ $value })

# $reason (Message)
windows-reason-unverified = unverified: { $reason }

# $client (Message)
# $reason (Message)
windows-reason-of-client = { $client }: { $reason }

## The verdict

# $option (Verbatim)
windows-verdict-none-can-run = No program of the requested kinds ({ $option }) can run on this host: what it needs
    is not installed.

windows-verdict-ready = By default, programs on this host offer TLS 1.2.

# $option (Verbatim)
windows-verdict-ready-asked = Programs of the requested kinds ({ $option }) offer TLS 1.2 on this host.

windows-verdict-ready-tls13 = By default, programs on this host offer TLS 1.3, but not all of them offer TLS 1.2.

# $option (Verbatim)
windows-verdict-ready-tls13-asked = Programs of the requested kinds ({ $option }) offer TLS 1.3 on this host, but not all
    of them offer TLS 1.2.

windows-verdict-partly = Windows offers TLS 1.2, but some programs on it do not.

# $option (Verbatim)
windows-verdict-partly-asked = Some programs of the requested kinds ({ $option }) do not offer TLS 1.2 on this host.

windows-verdict-not-ready-unclear = Some programs on this host do not offer TLS 1.2; whether Windows itself does is
    not certain.

windows-verdict-not-ready = By default, programs on this host do not offer TLS 1.2.

# $option (Verbatim)
windows-verdict-not-ready-asked = Programs of the requested kinds ({ $option }) do not offer TLS 1.2 on this host.

windows-verdict-inconclusive = What was read does not show whether programs on this host offer TLS 1.2.

# Schannel offers TLS 1.2, and its settings do not surely say so.
# $reason (Message)
windows-verdict-only-seen = The settings say about TLS 1.2: { $reason }. What Schannel does now may end when Windows
    next restarts. Then programs that leave the choice to Windows would not offer it: native programs, and .NET
    where it uses the default of the system.

## Findings

windows-finding-tls12-not-supported = This version of Windows has no TLS 1.2, and no registry value adds it.

windows-finding-seen-to-lack-restart = By default, Schannel was seen not to offer TLS 1.2, although its settings
    enable it: they take effect when Windows next restarts.

# $reason (Message)
windows-finding-seen-to-lack = By default, Schannel was seen not to offer TLS 1.2. What its settings mean is not
    certain: { $reason }.

windows-finding-schannel-denied = TLS 1.2 is disabled: Enabled=0 denies it to every program that uses the TLS of
    Windows, even to one that requests it. A policy or a hardening tool may have set this value and may set it
    again.

# $cause (Code)
# $best (Version)
windows-finding-schannel-lacks = { $cause ->
    [flag] This version of Windows supports TLS 1.2, but DisabledByDefault removes it from the default set.
   *[default] This version of Windows supports TLS 1.2, but it is off by default, and no value enables it.
} Programs that leave the choice to Windows offer { $best } at most, and a server that requires TLS 1.2 rejects them.

# $cause (Code)
windows-finding-schannel-lacks-all = { $cause ->
    [flag] This version of Windows supports TLS 1.2, but DisabledByDefault removes it from the default set.
   *[default] This version of Windows supports TLS 1.2, but it is off by default, and no value enables it.
} Programs that leave the choice to Windows offer no version at all.

# $cause (Code)
windows-finding-schannel-lacks-only-tls12 = { $cause ->
    [flag] This version of Windows supports TLS 1.2, but DisabledByDefault removes it from the default set.
   *[default] This version of Windows supports TLS 1.2, but it is off by default, and no value enables it.
} Programs that leave the choice to Windows offer TLS 1.3, but a server that accepts at most TLS 1.2 rejects them.

# $reason (Message)
windows-finding-schannel-not-by-default = By default, programs that leave the choice to Windows do not offer TLS 1.2:
    { $reason }.

# $reason (Message)
windows-finding-schannel-unknown = It is not certain that programs that leave the choice to Windows offer TLS 1.2:
    { $reason }.

windows-finding-no-suite = No cipher suite is left that TLS 1.2 could use, so programs cannot use it even where it
    is enabled.

windows-finding-only-weak-suites = Every cipher suite that is left for TLS 1.2 uses RC4 or 3DES. Hardly any server accepts
    them, so connections fail although TLS 1.2 is enabled.

# $names (Count)
windows-finding-suite-names = The suite order of the policy was written for Windows 10 or later: { $names ->
    [one] one ECDHE suite lacks the curve that this version of Windows needs in the name, and does not count.
   *[other] { $names } ECDHE suites lack the curve that this version of Windows needs in the name, and do not count.
}

windows-finding-no-ecdhe-rsa-gcm = This host offers no ECDHE suite with RSA and AES-GCM. A server that accepts
    nothing else (for example the strictest Front Door policy) rejects it even with TLS 1.2 enabled.

# $suites (List)
windows-finding-suites-denied = Not offered because an algorithm is denied: { $suites }.

# $width (Code)
# $offers (Code)
# $versions (Versions)
windows-finding-dotnet4-system-default = SystemDefaultTlsVersions=1 makes programs for .NET 4 { $width ->
    [both] (64-bit and 32-bit)
    [native-and-bits32] (native and 32-bit)
    [bits32] (32-bit)
    [bits64] (64-bit)
   *[native] (native)
} leave the choice to Schannel, whose default set lacks TLS 1.2: they offer { $offers ->
    [none] no TLS 1.2.
   *[some] only { $versions }.
}

# $installed (Verbatim)
# $width (Code)
# $offers (Code)
# $versions (Versions)
windows-finding-dotnet4-target = .NET { $installed } is installed, yet programs built for .NET 4.5.2 or earlier { $width ->
    [both] (64-bit and 32-bit)
    [native-and-bits32] (native and 32-bit)
    [bits32] (32-bit)
    [bits64] (64-bit)
   *[native] (native)
} offer { $offers ->
    [none] no TLS 1.2
   *[some] only { $versions }
}: the version that they were built for decides, not the installed one.

# $width (Code)
# $offers (Code)
# $versions (Versions)
windows-finding-dotnet4-lacks = Programs for .NET 4 { $width ->
    [both] (64-bit and 32-bit)
    [native-and-bits32] (native and 32-bit)
    [bits32] (32-bit)
    [bits64] (64-bit)
   *[native] (native)
} offer { $offers ->
    [none] no TLS 1.2
   *[some] only { $versions }
}, and no value makes them request more.

# $reason (Message)
windows-finding-dotnet4-unknown = It is not certain that programs built for .NET 4.5.2 or earlier offer TLS 1.2:
    { $reason }.

windows-finding-dotnet-zero = A value of .NET is 0, which takes the better default from programs built for newer
    versions of .NET.

windows-finding-system-default = SystemDefaultTlsVersions=1 makes .NET use the default set of Schannel, which lacks
    TLS 1.2 here.

windows-finding-wrong-type = A value has a type other than REG_DWORD. .NET ignores such a value; how Schannel and
    WinHTTP treat it is not documented.

# $offers (Code)
# $versions (Versions)
windows-finding-dotnet2-lacks = Programs for .NET 2.0 to 3.5 offer { $offers ->
    [none] no TLS 1.2
   *[some] only { $versions }
}; SchUseStrongCrypto does not change that.

# $offers (Code)
# $versions (Versions)
windows-finding-winhttp-lacks = By default, programs that use WinHTTP offer { $offers ->
    [none] no TLS 1.2.
   *[some] only { $versions }.
}

windows-finding-service-pack = A service pack is missing. Every update for TLS 1.2 on this version of Windows
    requires it.

windows-finding-changed-since-start = Keys were changed after Windows started: programs that were already running
    may still use the old values.

# $programs (Count)
windows-finding-program-overrides = { $programs ->
    [one] One program has a .NET setting of its own, which overrides what is reported here.
   *[other] { $programs } programs have .NET settings of their own, which override what is reported here.
}

# $programs (Count)
windows-finding-programs-held = { $programs ->
    [one] A .NET setting of one program holds it to versions below TLS 1.2, whatever is reported here.
   *[other] { $programs } .NET settings of single programs hold them to versions below TLS 1.2, whatever is reported here.
}

windows-finding-algorithm-value = The documented values of an algorithm are 0 (denied) and 0xffffffff (allowed); the
    effect of another value is not documented.

windows-finding-fips = FIPS mode is enabled: SSL 3.0, RC4, MD5 and curve25519 are excluded. TLS 1.2 is not affected.

# A finding that no source supports.
# $summary (Message)
windows-finding-unverified = Unverified: { $summary }

## What is written in the registry without effect

# $name (Verbatim)
windows-stray-unknown-key = The key "{ $name }" has no effect: Schannel does not know it.

# $name (Verbatim)
windows-stray-unknown-value = The value "{ $name }" has no effect: Schannel does not know it.

# $name (Verbatim)
# $correct (Verbatim)
windows-stray-misspelled-key = The key "{ $name }" has no effect: the correct spelling is "{ $correct }".

# $name (Verbatim)
# $correct (Verbatim)
windows-stray-misspelled-value = The value "{ $name }" has no effect: the correct spelling is "{ $correct }".

# $name (Verbatim)
# $correct (Verbatim)
windows-stray-misplaced-key = The key "{ $name }" has no effect here: the correct key is { $correct }.

# $name (Verbatim)
# $correct (Verbatim)
windows-stray-old-name = The key "{ $name }" has no effect: only Windows before Vista uses that name. The correct name is
    "{ $correct }".

# $name (Verbatim)
# $key (Verbatim)
windows-stray-dotnet-above = "{ $name }" has no effect here: .NET reads it from the key "{ $key }" below this one.

# $correct (Verbatim)
windows-stray-split-key = The key was split at the slash and has no effect: "{ $correct }" is one name.

windows-stray-tls13 = This version of Windows has no TLS 1.3. Microsoft calls its key unsafe here.

# $name (Verbatim)
windows-stray-value-beside = "{ $name }" is beside the keys Client and Server, where it has no effect.

## Evidence of findings

# $path (Verbatim)
# $unknown (Count)
# $denied (Count)
# $requested (Count)
windows-evidence-suite-order = { $requested ->
    [0] { $path } Functions: { $unknown } unknown names, { $denied } denied suites
   *[other] { $path } Functions: { $unknown } unknown names, { $denied } denied suites, { $requested } that are used only on
        request (PSK, NULL)
}

# $windows (Verbatim)
# $unknown (Count)
# $denied (Count)
windows-evidence-suite-default = the default list of an up-to-date { $windows }: { $unknown } unknown names,
    { $denied } denied suites

# $path (Verbatim)
windows-evidence-order = { $path } Functions

# $windows (Verbatim)
windows-evidence-default = the default list of an up-to-date { $windows }

# $build (Verbatim)
windows-evidence-build = build { $build }

## Remedies of findings

# $what (Code)
windows-remedy-suites = { $what ->
    [algorithms] Correct or remove the denied algorithms, then restart Windows.
    [order] Correct or remove the suite order, then restart Windows.
   *[either] Correct or remove the suite order or the denied algorithms, then restart Windows.
}

windows-remedy-suite-names = Give this version of Windows a policy of its own, with the curve in each name (…_P256).

windows-remedy-no-ecdhe-rsa-gcm = Ask the operator of such a server to accept another cipher suite or to use an
    ECDSA certificate. No change is needed on this host.

windows-remedy-dotnet-zero = Set SchUseStrongCrypto to 1. A SystemDefaultTlsVersions of 0 beside it does not affect
    TLS 1.2.

windows-remedy-system-default = Fix Schannel; deleting this value alone does not help.

# $command (Verbatim)
windows-remedy-wrong-type = Delete each value and create it again as REG_DWORD ({ $command } replaces the type).

# $option (Verbatim)
windows-remedy-include = Add { $option } to include such programs.

windows-remedy-service-pack = Install the service pack first.

windows-remedy-restart = Restart Windows, or at least the programs concerned.

windows-remedy-remove-key = Remove the key.

## What could not be determined

# $path (Verbatim)
# $option (Verbatim)
windows-gap-os = which version of Windows this is: { $path } was not read; give it with { $option }

# $subject (Code)
# $path (Verbatim)
windows-gap-key = { $subject ->
    [schannel] what Schannel enables: { $path } was not read
    [dotnet4] .NET 4: { $path } was not read
    [dotnet4-32] .NET 4, 32-bit: { $path } was not read
    [dotnet-installed] which version of .NET is installed: { $path } was not read
    [winhttp-32] WinHTTP, 32-bit: { $path } was not read
   *[winhttp] WinHTTP: { $path } was not read
}

windows-gap-restart = whether Windows was restarted since its values were set: what was read contains no times, and
    running programs keep the values that they started with

# $path (Verbatim)
# $why (Message)
windows-gap-unreadable = { $path } could not be read: { $why }

windows-gap-access-denied = access denied; run again as administrator

windows-gap-too-many-keys = there are too many keys

# $bytes (Count)
windows-gap-large-value = it contains a value of { $bytes } bytes

# Words of the system.
# $error (Verbatim)
windows-gap-error = { $error }

# $path (Verbatim)
windows-gap-key-name = { $path } has a key whose name cannot be read

windows-label-export = Export:

# Commands follow, one a line.
windows-export-missing = On that machine, as administrator, export what is missing, and give the files as well:

## What was noticed while reading exported files

# $number (Verbatim)
windows-note-control-set-missing = the export says that control set { $number } is in force (Select\Current), but
    does not contain it; nothing is taken from the others

# $set (Verbatim)
windows-note-control-set-assumed = { $set } is assumed to be in force: the export has no SYSTEM\Select that says so

# $root (Verbatim)
# $hive (Verbatim)
windows-note-loaded-hive = { $root } is assumed to be the loaded hive of { $hive }: its keys are those of that hive

# $key (Verbatim)
windows-note-control-sets = which control set is in force: the export contains several, and nothing is taken from
    them; export { $key } too

windows-note-cut-short = an exported file may be cut short: it does not end with an empty line, so what seems absent
    may only be missing from the file

## Proxies

# $owner (Code)
# $proxy (Message)
windows-proxy = { $owner ->
    [winhttp] WinHTTP: { $proxy }
    [user] this user: { $proxy }
   *[local-system] services (LocalSystem): { $proxy }
}

windows-proxy-direct = direct

# $address (Verbatim)
windows-proxy-address = { $address }

# $script (Verbatim)
windows-proxy-script = script { $script }

windows-proxy-no-address = enabled, without an address

windows-proxy-unreadable = set, in an unknown form

## The screen

windows-label-host = host

windows-label-from = from

windows-label-seen = seen

windows-this-registry = the registry of this host

windows-os-unknown = version unknown

# $build (Verbatim)
windows-build = build { $build }

# $width (Code)
windows-width = { $width ->
    [bits32] 32-bit
   *[bits64] 64-bit
}

# $listed (Code)
# $versions (Versions)
# $suites (Count)
windows-seen-hello = { $listed ->
    [listed] Schannel's own default ClientHello: { $versions }; { $suites } cipher suites
   *[highest] Schannel's own default ClientHello: up to { $versions }; { $suites } cipher suites
}

# $readiness (Code)
windows-readiness = { $readiness ->
    [ready] READY
    [partly] PARTLY READY
    [not-ready] NOT READY
   *[inconclusive] INCONCLUSIVE
}

# $weight (Code)
windows-weight = { $weight ->
    [note] NOTE
   *[risk] RISK
}

windows-label-why = Why:

windows-label-evidence = Seen:

windows-label-do = Do:

windows-label-but = But:

windows-label-keep = Keep:

windows-label-unknown = Unknown:

windows-label-codes = In full:

# $clause (Message)
windows-sentence = { $clause }.

windows-table-title = Offered by default

# $offering (Code)
# $assumed (Code)
windows-cell = { $offering ->
    [not-supported] -
    [unknown] ?
    [yes] { $assumed ->
        [assumed] yes*
       *[sure] yes
    }
    [request] { $assumed ->
        [assumed] request*
       *[sure] request
    }
    [request-unknown] { $assumed ->
        [assumed] request?*
       *[sure] request?
    }
   *[no] { $assumed ->
        [assumed] no*
       *[sure] no
    }
}

windows-legend = yes = on by default · request = only if the program requests it · no = off · - = not in this
    version of Windows · ? = unknown · * = assumed, no source. Programs with their own TLS library (Go, Java,
    Python, OpenSSL) use none of these settings.

windows-label-installed = installed

# $versions (List)
windows-installed = .NET { $versions }

windows-label-suites = suites

# $count (Count)
# $source (Code)
windows-suites = { $source ->
    [policy] { $count }, in the order of a group policy
    [local] { $count }, in the order of this host
   *[windows-default] { $count }, the default of an up-to-date Windows of this version; the order was not read
}

windows-label-curves = curves

# $curves (List)
# $path (Verbatim)
windows-curves = { $curves } ({ $path })

windows-label-key-lengths = key lengths

# $algorithm (Verbatim)
# $bits (Verbatim)
windows-key-length = { $algorithm }: server keys of less than { $bits } bits are rejected (ClientMinKeyBitLength)

windows-label-proxy = proxy

# $command (Verbatim)
# $codes (List)
windows-codes = { $command } for { $codes }

## The rules of Microsoft's legacy checker

# $rules (Count)
# $checker (Verbatim)
# $windows (Verbatim)
windows-rules-intro = The { $rules } rules of Microsoft's "{ $checker }" for Update Management, on { $windows }:
    what each would report as far as the registry shows, what is known here, and where a rule misleads.

windows-rules-label-here = here:

windows-rules-label-misleads = misleads:

windows-rule-not-in-registry = not in the registry

windows-rule-not-read = not read

# $what (Code)
# $command (Verbatim)
windows-rule-tested-by = { $what ->
    [registration] the registration endpoint is tested, with every version, by: { $command }
    [operations] the operations endpoint is tested, with every version, by: { $command }
    [data] the data endpoint is tested, with every version, by: { $command }
    [agent] the agent endpoint is tested, with every version, by: { $command }
   *[https] it is tested with every version by: { $command }
}

# $what (Code)
windows-rule-on-host = { $what ->
    [worker] event 15003 or 15004: visible only on the host
    [events] event 4502: visible only on the host
    [folder] the permissions of the folder: visible only on the host
   *[metadata] the metadata service, plain HTTP without TLS: visible only on the host
}

# $what (Code)
windows-rule-unread = { $what ->
    [windows] not read: which version of Windows it is
    [dotnet] not read: which version of .NET is installed
    [powershell] not read: which version of PowerShell is installed
    [agent] not read: whether the service of the agent is installed
    [workspace] not read: which workspace the agent has
    [protocol] not read: SCHANNEL\Protocols\TLS 1.2
    [update-policy] not read: the policy of Windows Update
    [proxy] not read: the proxy of WinHTTP
   *[update-service] not read: how the service wuauserv starts
}

# $windows (Verbatim)
# $build (Verbatim)
windows-rule-os = { $windows }, build { $build }

# $versions (List)
windows-rule-dotnet-installed = installed: { $versions }

# $version (Verbatim)
# $release (Verbatim)
windows-rule-dotnet = .NET { $version } (Release { $release })

# $version (Verbatim)
windows-rule-powershell = PowerShell { $version }

# $service (Verbatim)
# $state (Code)
windows-rule-service = { $state ->
    [not-installed] the service { $service } is not installed
    [installed-disabled] the service { $service } is installed and disabled
    [disabled] the service { $service } is disabled
   *[installed] the service { $service } is installed; whether it runs is visible only on the host
}

# $service (Verbatim)
# $start (Verbatim)
windows-rule-service-start = the service { $service } is not disabled (Start is { $start })

windows-rule-no-workspace = no workspace

# $workspaces (List)
# $event (Verbatim)
windows-rule-workspace = workspace { $workspaces }; the rule also needs event { $event }, which is visible only on the host

# $offers (Code)
# $reason (Message)
windows-rule-tls = { $offers ->
    [yes] programs that leave the choice to Windows offer TLS 1.2: { $reason }
    [no] programs that leave the choice to Windows do not offer TLS 1.2: { $reason }
   *[unknown] programs that leave the choice to Windows may or may not offer TLS 1.2: { $reason }
}

# $name (Verbatim)
# $value (Verbatim)
windows-rule-value = { $name } is { $value }

windows-rule-no-reboot-value = no value makes Windows restart by itself

windows-rule-no-wsus = no WSUS server is set

windows-rule-updates-not-automatic = AUOptions is not 4

windows-rule-updates-automatic = AUOptions is 4: updates install themselves

# $proxy (Message)
windows-rule-proxy = the proxy of WinHTTP: { $proxy }

windows-misleads-tcp = it opens a TCP connection without a handshake, so it passes where TLS fails

windows-misleads-service-pack = it passes without Service Pack 1, which every update for TLS 1.2 requires

windows-misleads-dotnet = what is installed does not decide what a program requests: one built for 4.5.2 or earlier
    still requests SSL 3.0 and TLS 1.0 unless SchUseStrongCrypto or SystemDefaultTlsVersions is 1

windows-misleads-reads-no-value = on this version of Windows it reads no value: it fails whatever is set, even with
    update KB4019276, which adds TLS 1.2

windows-misleads-server-key-on = it fails here because of the Server key, which applies to incoming connections;
    those of an agent are outgoing, and TLS 1.2 is on for them

windows-misleads-says-none = it says that this version of Windows has no TLS 1.2; it does have it, off by default,
    and Service Pack 1 is missing

windows-misleads-passes-unsure = it passes although outgoing connections do not surely offer TLS 1.2

windows-misleads-passes-dotnet = it passes although programs built for .NET 4.5.2 or earlier do not offer TLS 1.2:
    it does not check .NET

windows-misleads-fails-server-key = it also fails because of the Server key, which an agent does not need, and does
    not check .NET, which an agent does need

windows-misleads-wants-server-key = it also requires the Server key, which an agent does not need, and does not
    check .NET, which an agent does need

windows-misleads-no-handshake = it makes no handshake and checks neither .NET, WinHTTP nor cipher suites: a host may
    pass it and still fail to connect

windows-misleads-https = it asks one address once, with the versions of PowerShell, and takes "Forbidden" for
    success; it does not say which version failed, or on which side

windows-misleads-proxy = it looks for the English words "Direct access" in the output of netsh, so it always warns on
    Windows in another language; the agent has a proxy setting of its own and uses neither this one nor that of the user

## Errors of flags and files

# $name (Verbatim)
# $example (Verbatim)
windows-os-name-ambiguous = "{ $name }" has several releases; name one, such as "{ $example }", or give the build

# $name (Verbatim)
# $build (Verbatim)
# $known (List)
windows-os-name-unknown = unknown version of Windows "{ $name }"; give a build such as { $build }, or one of these
    names: { $known }

# $flag (Verbatim)
# $problem (Message)
windows-error-os-name = { $flag }: { $problem }

# $named (Verbatim)
# $found (Verbatim)
# $windows (Verbatim)
# $flag (Verbatim)
windows-error-os-differs = { $flag } says build { $named }, but the registry says build { $found } ({ $windows })

# $flag (Verbatim)
windows-hint-leave-os-out = omit { $flag }: the registry says which version of Windows it is

windows-error-nothing-exported = the files contain none of the keys that decide about TLS on Windows

# $command (Verbatim)
windows-hint-export-least = export at least: { $command }

# $command (Verbatim)
windows-hint-export-dotnet = and for .NET: { $command }

windows-error-fix-needs-os = which values are missing depends on the version of Windows, which is unknown

# $example (Verbatim)
windows-hint-add-os = add a build or a name, such as { $example }

# $command (Verbatim)
windows-hint-export-version = or export it too: { $command }
