package dev.cofferdam.linux;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A kernel that records what it was asked and answers what a test has said. Nothing is there unless
 * it was put there; safe for use by several threads.
 */
public final class FakeKernel implements Kernel {
  /** Every call in order, as {@code operation object}. */
  public final List<String> calls = new CopyOnWriteArrayList<>();

  /** What was sent, by socket. */
  public final Map<Path, List<byte[]>> datagrams = new ConcurrentHashMap<>();

  /** The limits of this process, by resource; 0 where there is none. */
  public final Map<Integer, ResourceLimit> limits = new ConcurrentHashMap<>();

  /** What the parts that deal in descriptors share. */
  public final FakeCalls shared = new FakeCalls(calls);

  /** What {@link #files} gives. */
  public final FakeFiles files = new FakeFiles(shared);

  /** What {@link #mounts} gives. */
  public final FakeMounts mounts = new FakeMounts(shared);

  /** What {@link #namespaces} gives. */
  public final FakeNamespaces namespaces = new FakeNamespaces(shared);

  /** What {@link #credentials} gives. */
  public final FakeCredentials credentials = new FakeCredentials(shared);

  /** What {@link #seccomp} gives. */
  public final FakeSeccomp filters = new FakeSeccomp();

  private final Map<Path, KernelException> brokenSockets = new ConcurrentHashMap<>();
  private final Map<Long, Account> accounts = new ConcurrentHashMap<>();
  private final Map<String, Group> groups = new ConcurrentHashMap<>();
  private final Map<Integer, FakePidfd> peers = new ConcurrentHashMap<>();
  private volatile Optional<KernelException> nssFailure = Optional.empty();
  private volatile Optional<KernelException> peerFailure = Optional.empty();

  /** Adds an account and makes it a member of these groups, which are added where missing. */
  public FakeKernel account(String name, long uid, long gid, String... memberOf) {
    accounts.put(uid, new Account(name, uid, gid));
    for (String group : memberOf) {
      Group known = groups.getOrDefault(group, new Group(group, 5000 + groups.size(), List.of()));
      List<String> members = new ArrayList<>(known.members());
      members.add(name);
      groups.put(group, new Group(group, known.gid(), members));
    }
    return this;
  }

  public FakeKernel group(String name, long gid, String... members) {
    groups.put(name, new Group(name, gid, List.of(members)));
    return this;
  }

  /** Lets the peer of a socket be this process. */
  public FakeKernel peer(int socketFd, FakePidfd process) {
    peers.put(socketFd, process);
    return this;
  }

  /** Lets every look-up of users and groups fail, or with empty no longer. */
  public void failNss(KernelException failure) {
    nssFailure = Optional.of(failure);
  }

  public void repairNss() {
    nssFailure = Optional.empty();
  }

  public void failPeerPidfd(KernelException failure) {
    peerFailure = Optional.of(failure);
  }

  /** Lets connecting and sending to this socket fail. */
  public void breakSocket(Path socket, KernelException failure) {
    brokenSockets.put(socket, failure);
  }

  public void repairSocket(Path socket) {
    brokenSockets.remove(socket);
  }

  /** How many calls begin with this text. */
  public long count(String prefix) {
    return calls.stream().filter(call -> call.startsWith(prefix)).count();
  }

  @Override
  public Datagram connectDatagram(Path socket, Duration sendTimeout) throws KernelException {
    calls.add("connectDatagram " + socket);
    throwIfBroken(socket);
    return new Datagram() {
      @Override
      public void send(byte[] message) throws KernelException {
        throwIfBroken(socket);
        datagrams.computeIfAbsent(socket, s -> new CopyOnWriteArrayList<>()).add(message.clone());
      }

      @Override
      public void close() {
        calls.add("close " + socket);
      }
    };
  }

  private void throwIfBroken(Path socket) throws KernelException {
    KernelException failure = brokenSockets.get(socket);
    if (failure != null) {
      throw failure;
    }
  }

  @Override
  public Optional<Pidfd> peerPidfd(int socketFd) throws KernelException {
    calls.add("peerPidfd " + socketFd);
    if (peerFailure.isPresent()) {
      throw peerFailure.get();
    }
    return Optional.ofNullable(peers.get(socketFd));
  }

  @Override
  public Optional<Account> accountByUid(long uid) throws KernelException {
    look("accountByUid " + uid);
    return Optional.ofNullable(accounts.get(uid));
  }

  @Override
  public Optional<Account> accountByName(String name) throws KernelException {
    look("accountByName " + name);
    return accounts.values().stream().filter(a -> a.name().equals(name)).findFirst();
  }

  @Override
  public List<String> groupsOf(String user, long gid) throws KernelException {
    look("groupsOf " + user);
    return groups.values().stream()
        .filter(group -> group.gid() == gid || group.members().contains(user))
        .map(Group::name)
        .toList();
  }

  @Override
  public Optional<Group> groupByName(String name) throws KernelException {
    look("groupByName " + name);
    return Optional.ofNullable(groups.get(name));
  }

  @Override
  public Optional<Group> groupByGid(long gid) throws KernelException {
    look("groupByGid " + gid);
    return groups.values().stream().filter(group -> group.gid() == gid).findFirst();
  }

  @Override
  public List<Account> accounts() throws KernelException {
    look("accounts");
    return List.copyOf(accounts.values());
  }

  private void look(String call) throws KernelException {
    calls.add(call);
    if (nssFailure.isPresent()) {
      throw nssFailure.get();
    }
  }

  @Override
  public RuntimeException execve(Path program, List<String> argv, Map<String, String> environment)
      throws KernelException {
    calls.add("execve " + program + " " + argv + " " + new HashMap<>(environment));
    throw new Replaced();
  }

  @Override
  public ResourceLimit limit(int resource) {
    calls.add("limit " + resource);
    return limits.getOrDefault(resource, new ResourceLimit(0, 0));
  }

  @Override
  public void setLimit(int resource, ResourceLimit limit) {
    calls.add("setLimit " + resource + " " + limit.soft() + " " + limit.hard());
    limits.put(resource, limit);
  }

  @Override
  public Files files() {
    return files;
  }

  @Override
  public Mounts mounts() {
    return mounts;
  }

  @Override
  public Namespaces namespaces() {
    return namespaces;
  }

  @Override
  public Credentials credentials() {
    return credentials;
  }

  @Override
  public Seccomp seccomp() {
    return filters;
  }

  @Override
  public AuditStream auditStream() throws KernelException {
    throw new KernelException("bind", "the kernel's audit records", Errno.EPERM, "not permitted");
  }

  /** The process would be another program now. */
  public static final class Replaced extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Replaced() {
      super("execve does not return");
    }
  }

  /** A process that lives until a test ends it. */
  public static final class FakePidfd implements Pidfd {
    private final int pid;
    private volatile boolean alive = true;
    private volatile boolean closed;

    public FakePidfd(int pid) {
      this.pid = pid;
    }

    public void end() {
      alive = false;
    }

    public boolean closed() {
      return closed;
    }

    @Override
    public OptionalInt pid() {
      return alive ? OptionalInt.of(pid) : OptionalInt.empty();
    }

    @Override
    public boolean isAlive() {
      return alive;
    }

    @Override
    public void close() {
      closed = true;
    }
  }
}
