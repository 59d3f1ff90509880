### How a host is repaired: values to set, what must be there first, what stays open; and the remarks in scripts.

## What must be there first

repair-first-service-pack-2 = Install Service Pack 2, then update KB4019276 (TLS 1.1 and TLS 1.2) or a later rollup,
    and check again.

# $option (Verbatim)
repair-first-kb4019276 = Make sure that update KB4019276 (TLS 1.1 and TLS 1.2) or a later rollup is installed;
    otherwise the values have no effect. If it is installed, add { $option }.

# $option (Verbatim)
repair-first-kb4019276-embedded = Make sure that this is POSReady 2009 or Embedded Standard 2009, and that update
    KB4019276 (TLS 1.1 and TLS 1.2) or a later rollup is installed; otherwise the values have no effect. If it is
    installed, add { $option }.

repair-first-service-pack-1 = Install Service Pack 1: the updates for TLS 1.2 require it.

# $newest (Code)
repair-first-dotnet = { $newest ->
    [net462] Install .NET Framework 4.5.2 or later (4.6.2 is the newest for this version of Windows): 4.0 is not known
        to support TLS 1.2.
   *[net48] Install .NET Framework 4.5.2 or later (4.8 is the best choice): 4.0 is not known to support TLS 1.2.
}

# $update (Verbatim)
repair-first-dotnet45 = Install .NET Framework 4.5.2 or later, or make sure that update { $update } or a later rollup is
    installed; otherwise .NET 4.5 ignores its value.

repair-first-kb3140245 = Make sure that update KB3140245 or a later rollup is installed; otherwise WinHTTP ignores
    its value.

# $update (Verbatim)
repair-first-dotnet2 = Make sure that update { $update } or a later .NET rollup is installed; otherwise .NET 3.5
    ignores its value.

# $what (Code)
repair-first-suites = { $what ->
    [algorithms] Fix the denied algorithms: with no TLS 1.2 cipher suite enabled, enabling the version has no effect.
    [order] Fix the suite order: with no TLS 1.2 cipher suite enabled, enabling the version has no effect.
   *[either] Fix the suite order or the denied algorithms: with no TLS 1.2 cipher suite enabled, enabling the version
        has no effect.
}

# Something to do before the values are set.
# $step (Message)
repair-first = First: { $step }

## What no value repairs

# $option (Verbatim)
repair-open-os-unknown = Say which version of Windows it is, such as { $option }: that decides what is missing, and
    the files do not contain it.

repair-open-os-older = Plan to replace the machine: this version of Windows has no TLS 1.2, and no update or registry
    value adds it.

repair-open-vista = Plan to replace the machine: Windows Vista has no TLS 1.2. Microsoft provides the update that adds it
    to Windows Server 2008 SP2 for that system only.

repair-open-server-2008 = This version of Windows has no TLS 1.2, and no registry value helps before Service Pack 2
    and update KB4019276 are installed.

# $client (Message)
# $reason (Message)
repair-open-uncertain = { $client }: even with every value set it is not certain that such programs offer TLS 1.2:
    { $reason }.

repair-open-not-in-force = Restart Windows and check again: the values are correct, but Schannel does not offer TLS
    1.2. Windows may not have been restarted since they were set.

## Why a value is set: clauses

# $name (Verbatim)
# $reason (Message)
repair-reason = { $name }: { $reason }

repair-reason-off-by-default = this version of Windows has TLS 1.2 off by default until this value is 0

repair-reason-out-of-default = removes TLS 1.2 from the default set

repair-reason-wrong-type = has a type other than REG_DWORD

repair-reason-flag-not-read = was not read; this version of Windows has TLS 1.2 off by default until it is 0

repair-reason-denies = denies TLS 1.2 to every program, even to one that requests it

repair-reason-instructions = Microsoft's instructions for this version of Windows set it as well

repair-reason-instructions-not-read = was not read; Microsoft's instructions set it as well

repair-reason-dotnet2 = makes .NET 2.0 to 3.5 leave the choice to Schannel instead of requesting SSL 3.0 and TLS 1.0

# $width (Code)
repair-reason-strong-zero = { $width ->
    [bits32] is 0 and makes 32-bit programs for .NET 4 request only SSL 3.0 and TLS 1.0
   *[native] is 0 and makes programs for .NET 4 request only SSL 3.0 and TLS 1.0
}

repair-reason-strong-wrong-type = has a type other than REG_DWORD, so .NET ignores it

# $width (Code)
repair-reason-strong-not-read = { $width ->
    [bits32] was not read; without it 32-bit programs built for .NET 4.5.2 or earlier request only SSL 3.0 and TLS 1.0
   *[native] was not read; without it programs built for .NET 4.5.2 or earlier request only SSL 3.0 and TLS 1.0
}

# $width (Code)
repair-reason-strong = { $width ->
    [bits32] without it 32-bit programs built for .NET 4.5.2 or earlier request only SSL 3.0 and TLS 1.0
   *[native] without it programs built for .NET 4.5.2 or earlier request only SSL 3.0 and TLS 1.0
}

# $reason (Message)
repair-reason-only-64-bit = { $reason }; only on 64-bit Windows

repair-reason-mask = adds TLS 1.1 and TLS 1.2 to what WinHTTP requests (0xa00 would remove older versions)

repair-reason-mask-default = has a type other than REG_DWORD; this mask is the default of this version of Windows

repair-reason-mask-every = has a type other than REG_DWORD; this mask requests TLS 1.0 to TLS 1.3, so it removes none

repair-reason-mask-every-not-read = was not read; this mask requests TLS 1.0 to TLS 1.3, so it removes none

repair-reason-mask-not-read = was not read; this mask is the default of this version of Windows

repair-reason-mask-wrong-type = has a type other than REG_DWORD; this mask adds TLS 1.1 and TLS 1.2 to what WinHTTP
    requests (0xa00 would remove older versions)

## What not to change

repair-keep-server-keys = the Server keys: they apply to incoming connections

repair-keep-older-versions = the keys of SSL 3.0, TLS 1.0, TLS 1.1: not needed for this

repair-keep-tls13 = TLS 1.3: not in this version of Windows, and its key is unsafe here

repair-keep-system-default = SystemDefaultTlsVersions: without the SCHANNEL values it makes .NET worse

## What the values take away

# $name (Verbatim)
repair-side-effect-strong = { $name }=1 also takes SSL 3.0 and RC4 from programs built for .NET 4.5.2 or earlier: a server
    that has nothing newer rejects them.

# $client (Message)
# $versions (Versions)
repair-side-effect-versions = { $client }: with these values, such programs no longer offer { $versions }, which is not in
    the default set of Schannel.

## What to do, on the screen

# $values (Count)
repair-set-values = { $values ->
    [one] Set one registry value, then restart Windows. To print the commands:
   *[other] Set { $values } registry values, then restart Windows. To print the commands:
}

# $values (Count)
repair-set-values-later = { $values ->
    [one] Set one registry value to keep it that way; nothing is broken now, and the restart can wait. To print the
        commands:
   *[other] Set { $values } registry values to keep it that way; nothing is broken now, and the restart can wait. To
        print the commands:
}

# $name (Verbatim)
# $before (Message)
# $after (Verbatim)
repair-change = { $name } { $before } → { $after }

## The remedy of an endpoint's finding

# $reasons (Messages)
repair-remedy-set = As administrator, set the values that enable TLS 1.2 ({ $reasons }):

# $success (Verbatim)
# $cancel (Verbatim)
# $undo (Verbatim)
repair-remedy-restart = Then restart Windows: running programs and services keep the settings that they started with.
    The last line does it, after 5 minutes ("{ $cancel }" cancels that); run it without "rem" only after every line above
    has reported "{ $success }" (in the language of Windows). To undo, save the output of { $undo } before the change.

## Remarks in scripts: English, ASCII

# $computer (Verbatim)
# $windows (Verbatim)
repair-script-title = TLS 1.2 on { $computer }, { $windows }

# $computer (Verbatim)
# $windows (Verbatim)
# $build (Verbatim)
repair-script-title-build = TLS 1.2 on { $computer }, { $windows }, build { $build }

# $windows (Verbatim)
repair-script-title-unnamed = TLS 1.2 on { $windows }

# $windows (Verbatim)
# $build (Verbatim)
repair-script-title-unnamed-build = TLS 1.2 on { $windows }, build { $build }

repair-script-nothing-to-change = No registry value needs to be changed.

repair-script-nothing-helps = No registry value helps before that.

# $dialect (Code)
repair-script-run-as = { $dialect ->
    [cmd] Run as administrator, in a 64-bit console on 64-bit Windows.
    [powershell] Run as administrator. Both the 64-bit and the 32-bit PowerShell work.
   *[reg] Import as administrator, with the 64-bit regedit or reg.exe on 64-bit Windows.
}

# $option (Verbatim)
repair-script-to-undo = To undo (or use { $option }):

# $undo (Verbatim)
# $registry (Verbatim)
repair-script-nothing-to-restore = Nothing to restore: run { $undo } before making the change, or pass an export
    taken before it ({ $registry }).

# $fix (Verbatim)
repair-script-restores = Restores the values from before { $fix }. Keys that { $fix } had to create stay, empty.

repair-script-cannot-restore = Nothing that these commands could restore:

# $name (Verbatim)
# $path (Verbatim)
repair-script-previous-unknown = The previous value of { $name } is unknown: { $path }

# $name (Verbatim)
# $command (Verbatim)
repair-script-note-before = { $name } was not read: note its value before the change, with { $command }

# $name (Verbatim)
# $type (Verbatim)
# $command (Verbatim)
repair-script-by-hand = { $name } was { $type }, which a command cannot restore; a file can: { $command }

# $dialect (Code)
# $success (Verbatim)
# $cancel (Verbatim)
repair-script-restart = { $dialect ->
    [cmd] Then restart Windows: running programs and services keep the settings that they started with. This script does
        not restart it. Only after every line above has reported "{ $success }" (in the language of Windows), run the
        next line without "rem". It restarts Windows after 5 minutes; "{ $cancel }" cancels that.
    [powershell] Then restart Windows: running programs and services keep the settings that they started with. This
        script does not restart it. Only if no line above has failed, run the next line without "#". It restarts Windows
        after 5 minutes; "{ $cancel }" cancels that.
   *[reg] Then restart Windows: running programs and services keep the settings that they started with. The import does
        not restart it. After it has succeeded, run the next line without ";" in a console. It restarts Windows after 5
        minutes; "{ $cancel }" cancels that.
}

repair-script-line-failed = A line above has failed: do not restart Windows before it has succeeded.
