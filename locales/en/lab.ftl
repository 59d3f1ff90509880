### The lab: test servers that tlsready runs itself.

## The self-test, "tlsready check --lab".

# $cause (Verbatim)
error-lab-start = cannot start the lab: { $cause }
hint-lab-start = the lab opens about sixty sockets on 127.0.0.1: check the limits of this process

lab-self-test-stopped = self-test: not made, because the run was stopped

# $all (Count)
lab-self-test-right = self-test: all { $all } answers about the lab are right

# $wrong (Count)
# $all (Count)
lab-self-test-wrong = self-test: { $wrong } of { $all } answers about the lab are WRONG:

# $wrong (Message)
lab-wrong = { "  " }{ $wrong }

# $name (Verbatim)
lab-unknown-endpoint = { $name }: not an endpoint of the lab

# $missing (Count)
lab-not-reported = { $missing ->
    [one] 1 endpoint of the lab was not reported
   *[other] { $missing } endpoints of the lab were not reported
}

# $name (Verbatim)
# $version (Version)
# $reported (Verbatim)
# $expected (Verbatim)
lab-wrong-version = { $name } { $version }: reported { $reported }, expected { $expected }

# $name (Verbatim)
# $reported (Verbatim)
# $expected (Verbatim)
lab-wrong-trust = { $name } trust: reported { $reported }, expected { $expected }
