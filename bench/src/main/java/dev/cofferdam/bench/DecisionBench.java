package dev.cofferdam.bench;

import dev.cofferdam.docker.ApiCall;
import dev.cofferdam.docker.ApiVersion;
import dev.cofferdam.docker.ContainerCreate;
import dev.cofferdam.docker.Operation;
import dev.cofferdam.docker.Privileges;
import dev.cofferdam.docker.Resource;
import dev.cofferdam.policy.Caller;
import dev.cofferdam.policy.Circumstances;
import dev.cofferdam.policy.Policy;
import dev.cofferdam.policy.PolicyException;
import dev.cofferdam.policy.Question;
import dev.cofferdam.policy.Verdict;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The decision alone, without sockets, engine or records. JMH wants it public. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class DecisionBench {
  private static final ApiVersion.Range VERSIONS =
      new ApiVersion.Range(new ApiVersion(1, 24), new ApiVersion(1, 56));
  private static final String CONDITION =
      "when: request.memory > 64 * MiB && !('x' in request.labels)";
  private static final String NAME = "docker.io/library/foobar:latest";

  /** Pairs of a role and a user in the policy; the caller's is the last. */
  @Param({"10", "10000"})
  public int bindings;

  private final byte[] body = Requests.createBody().getBytes(StandardCharsets.UTF_8);
  private final ContainerCreate parsed = ContainerCreate.parse(body);
  private Policy policy = policy(1);
  private Policy conditional = policy(1, CONDITION);
  private Caller caller = caller(1);
  private Question question = question(parsed);

  @Setup
  public void bind() {
    policy = policy(bindings);
    conditional = policy(bindings, CONDITION);
    caller = caller(bindings);
    question = question(parsed);
    if (!(policy.decide(question) instanceof Verdict.Allow)) {
      throw new IllegalStateException("not allowed: " + policy.decide(question));
    }
  }

  /**
   * What one create costs: parse, normalise, decide, write. Warmed up for long: reading a policy of
   * 10 000 bindings gives the compiler much else to do first, and a busy machine leaves it little
   * time.
   */
  @Benchmark
  @Warmup(iterations = 20, time = 1)
  public byte[] create() {
    ContainerCreate create = ContainerCreate.parse(body);
    if (!(policy.decide(question(create)) instanceof Verdict.Allow)) {
      throw new IllegalStateException("refused");
    }
    return create.withLabel(Resource.OWNER_LABEL, caller.user()).write();
  }

  @Benchmark
  public ContainerCreate parse() {
    return ContainerCreate.parse(body);
  }

  @Benchmark
  public Object normalise() {
    return Privileges.of(parsed);
  }

  @Benchmark
  public Verdict decide() {
    return policy.decide(question);
  }

  /** The same with a condition on the rule. */
  @Benchmark
  public Verdict decideWhen() {
    return conditional.decide(question);
  }

  @Benchmark
  public byte[] write() {
    return parsed.write();
  }

  @Benchmark
  public ApiCall requestLine() {
    return ApiCall.parse(
        "GET", "/v1.41/containers/json?all=1&filters=%7B%22name%22%3A%5B%22web%22%5D%7D", VERSIONS);
  }

  private Question question(ContainerCreate create) {
    return new Question(
        caller,
        Operation.CONTAINER_CREATE,
        List.of(
            new Resource.Container("", "front-1", Optional.of(caller.user()), NAME),
            new Resource.Image(create.image(), List.of(NAME))),
        Privileges.of(create),
        new Circumstances(create::fact, "unix", Instant.EPOCH));
  }

  private static Caller caller(int number) {
    return new Caller("user" + number, Set.of("staff", "docker"));
  }

  private static Policy policy(int bindings) {
    return policy(bindings, "");
  }

  /**
   * @param key one more of its rule, or nothing
   */
  private static Policy policy(int bindings, String key) {
    StringBuilder yaml =
        new StringBuilder(
            """
            version: 1
            roles:
              runner:
                - allow: [container.create]
                  images: [foobar]
                  owned: true
                  confinement: baseline
                  grant: ["publish:127.0.0.1:18080/tcp"]
            """);
    yaml.append(key.isEmpty() ? "" : "      " + key + "\n").append("bindings:\n");
    for (int i = 1; i <= bindings; i++) {
      yaml.append("  - role: runner\n    to: [\"user:user").append(i).append("\"]\n");
    }
    try {
      return Policy.parse(yaml.toString(), "bench.yaml");
    } catch (PolicyException malformed) {
      throw new IllegalStateException(malformed);
    }
  }
}
