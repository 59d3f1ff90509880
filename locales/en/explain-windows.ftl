### Findings in a Windows registry.

## Schannel

explain-finding-schannel-default-lacks-tls12 = Programs that leave the choice of the version to Windows do not offer TLS
    1.2.
    .means = A server that requires TLS 1.2 or later rejects them. Programs that request TLS 1.2 explicitly may still
        get it, but Enabled=0 denies it to them, too.
    .determined-1 = By the values DisabledByDefault and Enabled of the key TLS 1.2\Client and, where they are absent, by
        the default that Microsoft documents for this Windows: off on Windows 7, Server 2008 R2 and Server 2008, on from
        Server 2012 on.
    .determined-2 = On the machine itself, what Schannel was seen to offer takes precedence over its values.
    .cause-1 = Windows 7, Server 2008 R2 or Server 2008, where TLS 1.2 is off until it is enabled
    .cause-2 = DisabledByDefault=1 or Enabled=0, written by a policy or a hardening tool, which may write it again
    .cause-3 = the values are correct, but Windows has not been restarted since they were set
    .do-1 = { explain-step-enable-tls12 }
    .do-2 = { explain-step-fix }
    .do-3 = { explain-step-restart }
    .source-1 = { explain-source-protocols }
    .source-2 = { explain-source-settings }
    .source-3 = { explain-source-agents }

explain-finding-schannel-default-unknown = Whether programs that leave the choice of the version to Windows offer TLS
    1.2 is unknown.
    .means = It counts neither as yes nor as no.
    .determined-1 = On Server 2008, the update that adds TLS 1.2 leaves no trace that an export reliably shows.
    .determined-2 = Unverified: that Enabled=1 alone enables TLS 1.2 where it is off in this Windows. Microsoft's
        instructions also set DisabledByDefault=0.
    .determined-3 = Unverified: that DisabledByDefault still has an effect on Windows 11, Server 2022 and later, whose
        pages mention only Enabled.
    .determined-4 = Unverified: how Schannel treats a value that is not REG_DWORD.
    .cause-1 = one of the two values is missing or has another type
    .cause-2 = the Windows version is unknown
    .cause-3 = the key was not read
    .do-1 = { explain-step-enable-tls12 }
    .do-2 = If the files do not contain the Windows version, specify it: --os 2008R2.
    .do-3 = If the export lacks the key, export it and check again:
    .do-4 = { explain-step-fix }
    .source-1 = { explain-source-settings }
    .source-2 = { explain-source-agents }
    .source-3 = { explain-source-update-2008 }

explain-finding-tls12-not-supported = This Windows does not support TLS 1.2, and no registry value adds it.
    .determined-1 = By the build, and Microsoft's table of versions for it.
    .cause-1 = Server 2008 or Vista before Service Pack 2 and update KB4019276
    .cause-2 = a Windows older than that
    .do-1 = On Server 2008, install Service Pack 2, then update KB4019276 or a later rollup; then set the values.
    .do-2 = Replace anything older, or connect its agent through a gateway on a newer machine.
    .source-1 = { explain-source-protocols }
    .source-2 = { explain-source-update-2008 }

explain-finding-no-suite-for-tls12 = No cipher suite is left for TLS 1.2.
    .means = TLS 1.2 cannot be used, whatever the values for the version are.
    .determined-1 = By the cipher suite order of the group policy, which replaces the machine's own; if neither was
        read, by the list of an up-to-date Windows of this build (inferred). Names that this Windows does not know, and
        suites whose algorithm is denied, are removed from it.
    .determined-2 = Unverified: which suites a denied hash removes, release by release.
    .cause-1 = a policy's suite order that was written for a newer Windows, with names that this one does not know
    .cause-2 = a hardening template that denies ECDH, PKCS and Diffie-Hellman, or every AES
    .do-1 = Look at the order of the policy:
    .do-2 = Correct it in the policy that writes it; if it is deleted here, it comes back. Then restart Windows.
    .source-1 = { explain-source-suites }
    .source-2 = { explain-source-suite-order }

## .NET Framework and WinHTTP

explain-finding-dotnet4-lacks-tls12 = Programs that were built for .NET 4.5.2 or older offer only SSL 3.0 and TLS 1.0.
    .means = This holds whatever newer .NET is installed: the target that a program was built for decides. Agents of the
        Log Analytics kind run such modules.
    .determined-1 = By SchUseStrongCrypto and SystemDefaultTlsVersions of the key v4.0.30319 (for 32-bit programs under
        Wow6432Node), with the rules of the .NET 4.8 sources.
    .determined-2 = Only REG_DWORD counts: .NET ignores a value of another type.
    .cause-1 = the value was never set
    .cause-2 = it is set only for 32-bit or only for 64-bit programs
    .cause-3 = it is 0
    .cause-4 = it is REG_SZ
    .do-1 = { explain-step-strong-crypto }
    .do-2 = { explain-step-fix }
    .do-3 = { explain-step-restart }
    .source-1 = { explain-source-dotnet }
    .source-2 = { explain-source-dotnet-reference }

explain-finding-dotnet4-unknown = Whether programs that were built for .NET 4.5.2 or older offer TLS 1.2 is unknown.
    .determined-1 = Unverified: that .NET before 4.7 honors SystemDefaultTlsVersions; it knows the value only after an
        update.
    .determined-2 = Unverified: what .NET 4.0 does without an update to 4.5; it has no names for TLS 1.1 and TLS 1.2.
    .determined-3 = Or the key was not read.
    .cause-1 = SystemDefaultTlsVersions=1 alone, with .NET 4.5 or 4.6
    .cause-4 = SchUseStrongCrypto=1 with .NET 4.5 or 4.5.1, which use it only with update KB2960358
    .cause-2 = .NET 4.0 that was never updated
    .cause-3 = an export without the key
    .do-1 = { explain-step-strong-crypto }
    .do-2 = Install .NET 4.8, or 4.6.2 on Server 2008.
    .do-3 = { explain-step-fix }
    .source-1 = { explain-source-dotnet }
    .source-2 = { explain-source-dotnet-reference }
    .source-3 = { explain-source-dotnet-installed }

explain-finding-dotnet-explicit-zero = A .NET value is set to 0, which overrides the better default of newer programs.
    .means = If the value were absent, it would count as 1 for programs that were built for .NET 4.6
        (SchUseStrongCrypto) or 4.7 (SystemDefaultTlsVersions) and later.
    .determined-1 = By the value itself, in the key v4.0.30319 for 64-bit or 32-bit programs, as the finding states.
    .cause-1 = an administrator disabled it for a test and did not restore it
    .do-1 = { explain-step-strong-crypto }
    .do-2 = Leave a SystemDefaultTlsVersions of 0 as it is: with SchUseStrongCrypto=1 it does not affect TLS 1.2, which
        programs then request explicitly.
    .do-3 = Then restart the programs.
    .source-1 = { explain-source-dotnet }
    .source-2 = { explain-source-dotnet-reference }

explain-finding-wrong-value-type = A value has another type than REG_DWORD.
    .means = It looks correct in the registry editor, but it has no effect, or its effect is unknown.
    .determined-1 = By the type of the value, as exported. .NET treats it as absent, according to its sources.
    .determined-2 = Unverified: how Schannel and WinHTTP treat it.
    .cause-1 = a value that was created by hand as a string
    .cause-2 = a script that wrote "1"
    .do-1 = Write the value again with reg add /f, which also replaces the type. Print the commands, where the type
        matters:
    .source-1 = { explain-source-settings }
    .source-2 = { explain-source-dotnet-reference }

explain-finding-system-default-makes-worse = SystemDefaultTlsVersions=1 makes .NET use the versions that Schannel offers
    by default, and TLS 1.2 is not among them on this host.
    .means = Programs that would request TLS 1.2 explicitly offer TLS 1.0 instead.
    .determined-1 = By the value, and because Schannel's default lacks TLS 1.2 (schannel-default-lacks-tls12).
    .cause-1 = half of Microsoft's advice was followed: the .NET value without the values below SCHANNEL
    .do-1 = { explain-step-enable-tls12 }
    .do-2 = Leave SystemDefaultTlsVersions as it is: once Schannel is fixed, it does no harm.
    .do-3 = { explain-step-restart }
    .source-1 = { explain-source-dotnet }
    .source-2 = { explain-source-dotnet-reference }

explain-finding-dotnet2-lacks-tls12 = Programs for .NET 2.0 to 3.5 offer only SSL 3.0 and TLS 1.0.
    .means = SchUseStrongCrypto does not change that for them; SystemDefaultTlsVersions does, if an update of 2016 is
        installed.
    .determined-1 = By SystemDefaultTlsVersions of the key v2.0.50727, for 32-bit programs under Wow6432Node.
    .determined-2 = Unverified: what such programs offer on Windows 10 and later without the value. Microsoft's page
        promises TLS 1.2; the source that was read says TLS 1.0.
    .cause-1 = the value was never set, because SchUseStrongCrypto was assumed to be enough
    .do-1 = Make sure that the update is installed: KB3154517 on 2008, KB3154518 on 7 and 2008 R2, KB3154519 on 2012,
        KB3154520 on 2012 R2, or a later rollup.
    .do-2 = Then set the value for 64-bit and 32-bit programs:
    .do-3 = { explain-step-fix-clients }
    .source-1 = { explain-source-dotnet }

explain-finding-winhttp-lacks-tls12 = Programs that use WinHTTP and do not request a version offer only SSL 3.0 and TLS
    1.0 on Windows 7, Server 2008 R2 and Server 2012.
    .means = This holds even where TLS 1.2 is enabled in Schannel.
    .determined-1 = By DefaultSecureProtocols, for 32-bit programs under Wow6432Node; where it is absent, by the default
        that Microsoft documents.
    .determined-2 = Inferred: the value has no effect without update KB3140245, and no export reliably proves that the
        update is installed.
    .cause-1 = the update was installed and the value never set: the update does not create it
    .cause-2 = a mask that lacks 0x800
    .do-1 = Make sure that update KB3140245 or a later rollup is installed.
    .do-2 = { explain-step-fix-clients }
    .source-1 = { explain-source-winhttp }

## Cipher suites and algorithms

explain-finding-suite-names-without-curve = The policy lists ECDHE suites without the curve that this Windows expects in
    their names, so they do not count here.
    .means = Before Windows 10, the name of an ECDHE suite ends with its curve (…_P256). A policy that was written for
        Windows 10 lacks that.
    .determined-1 = By the names in the policy's order. Inferred from how suites are named: what happens to the others is
        not documented.
    .cause-1 = one group policy for old and new Windows
    .do-1 = Give Windows 8.1, Server 2012 R2 and older a separate policy, with the curve in each name.
    .source-1 = { explain-source-suites }
    .source-2 = { explain-source-suite-order }

explain-finding-no-ecdhe-rsa-gcm = This host offers no ECDHE suite with RSA and AES-GCM.
    .means = Windows 8.1, Server 2012 R2 and older have none. A server with an RSA certificate that accepts only such
        suites rejects this host even with TLS 1.2 enabled.
    .determined-1 = By the cipher suite order in force; if it was not read, by the list of an up-to-date Windows of this
        build (inferred).
    .cause-1 = a Windows older than 10 and Server 2016
    .cause-2 = a suite order or a denied algorithm that removes them
    .do-1 = Check whether the server accepts what this Windows has:
    .do-2 = Ask the operator of the server to accept another suite (DHE with AES-GCM, or ECDHE with CBC), or to present
        an ECDSA certificate. Otherwise only a newer Windows helps.
    .source-1 = { explain-source-suites }

explain-finding-registry-stray = A key or value below SCHANNEL is ignored by Schannel, or does harm.
    .means = A misspelled key is ignored silently, so a machine may look fixed without being fixed.
    .determined-1 = By the name of the key or value, compared with the names that Microsoft documents.
    .determined-2 = TLS 1.3 before Windows 11 and Server 2022: Microsoft's page calls the key unsafe.
    .determined-3 = Unverified: that tools split "RC4 128/128" into two keys because they treat the slash as a
        separator.
    .cause-1 = "TLS1.2" for "TLS 1.2"
    .cause-2 = a space at the end of a name
    .cause-3 = values next to the keys Client and Server instead of in them
    .cause-4 = a key TLS 1.3 on an old Windows
    .do-1 = Write the value where it belongs, and delete what has no effect.
    .do-2 = { explain-step-fix }
    .source-1 = { explain-source-settings }
    .source-2 = { explain-source-protocols }
    .source-3 = { explain-source-algorithms }

explain-finding-algorithm-value-unknown = The value Enabled of an algorithm is neither 0 (denied) nor 0xffffffff
    (allowed).
    .means = The algorithm is below Ciphers, Hashes or KeyExchangeAlgorithms.
    .determined-1 = By the value itself. Unverified: what another value does.
    .cause-1 = 1 was written where 0xffffffff is documented
    .do-1 = Set it to 4294967295 (0xffffffff), or delete it: an absent value means allowed.
    .source-1 = { explain-source-algorithms }

explain-finding-only-weak-suites = The cipher suites that are left for TLS 1.2 all use RC4 or 3DES.
    .means = TLS 1.2 is offered, but servers have long disabled these suites, so hardly any connection succeeds.
    .determined-1 = By the order in force, and the algorithms that are denied below SCHANNEL.
    .cause-1 = both AES ciphers are disabled below Ciphers
    .cause-2 = a policy lists only old suites
    .do-1 = Correct or remove what disables the AES suites, as the evidence states, then restart Windows.
    .source-1 = { explain-source-suites }
    .source-2 = { explain-source-suite-order }

explain-finding-suites-denied = Algorithms are denied below SCHANNEL, and with them the cipher suites that need them.
    .determined-1 = By Enabled=0 of the key that the finding shows. Inferred: the affected suites follow from their
        names.
    .determined-2 = Unverified: which suites a denied hash removes, release by release.
    .cause-1 = hardening against RC4, 3DES or old hashes, which is as intended
    .do-1 = Change nothing as long as the server accepts one of the remaining suites. The JSON report lists them
        (cipher_suites).
    .source-1 = { explain-source-algorithms }
    .source-2 = { explain-source-settings }

## The machine

explain-finding-service-pack-missing = A service pack is missing, which the updates around TLS 1.2 require.
    .determined-1 = By the build: 7600 is Windows 7 or Server 2008 R2 without Service Pack 1, 6000 and 6001 are before
        Service Pack 2.
    .cause-1 = a machine that was never updated
    .do-1 = Install the service pack, then the updates, and check again.
    .source-1 = { explain-source-protocols }
    .source-2 = { explain-source-update-2008 }

explain-finding-changed-since-start = Keys that decide the result were changed after Windows was started.
    .means = Programs that have been running since then may still use the old values.
    .determined-1 = By comparing when the key was last written with when the keys of the hardware were created, which
        Windows creates again at each start (inferred). Only the live registry shows that; exported files do not.
    .cause-1 = values were set, and Windows has not been restarted since
    .do-1 = { explain-step-restart }
    .source-1 = { explain-source-settings }
    .source-2 = { explain-source-agents }

explain-finding-program-overrides = Individual programs have .NET settings of their own, which take precedence over the
    result for the host.
    .means = Such settings are by the full path of the program's exe.
    .determined-1 = By values below the keys System.Net.ServicePointManager of v4.0.30319.
    .cause-1 = the instructions of a program, or an earlier administrator
    .do-1 = If the agent is one of them, check its value: it needs SystemDefaultTlsVersions=1, or a SecurityProtocol
        with Tls12.
    .source-1 = { explain-source-dotnet-reference }

explain-finding-fips-mode = FIPS mode is enabled.
    .means = It disables SSL 3.0, RC4, MD5 and curve25519; TLS 1.2 is not affected.
    .determined-1 = By FIPSAlgorithmPolicy Enabled=1. Unverified: the exact list of suites, release by release.
    .cause-1 = a policy of a public authority
    .do-1 = Change nothing for TLS 1.2.
    .source-1 = { explain-source-settings }
    .source-2 = { explain-source-suites }
