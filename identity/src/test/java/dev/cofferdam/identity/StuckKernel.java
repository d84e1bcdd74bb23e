package dev.cofferdam.identity;

import dev.cofferdam.linux.Account;
import dev.cofferdam.linux.AuditStream;
import dev.cofferdam.linux.Credentials;
import dev.cofferdam.linux.Datagram;
import dev.cofferdam.linux.Files;
import dev.cofferdam.linux.Group;
import dev.cofferdam.linux.Kernel;
import dev.cofferdam.linux.KernelException;
import dev.cofferdam.linux.Mounts;
import dev.cofferdam.linux.Namespaces;
import dev.cofferdam.linux.Pidfd;
import dev.cofferdam.linux.ResourceLimit;
import dev.cofferdam.linux.Seccomp;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/** A kernel whose user database never answers, as an LDAP server behind a dead link. */
final class StuckKernel implements Kernel {
  private final CountDownLatch never = new CountDownLatch(1);

  @Override
  public Optional<Account> accountByUid(long uid) {
    try {
      never.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return Optional.empty();
  }

  @Override
  public Optional<Account> accountByName(String name) {
    return Optional.empty();
  }

  @Override
  public List<String> groupsOf(String user, long gid) {
    return List.of();
  }

  @Override
  public Optional<Group> groupByName(String name) {
    return Optional.empty();
  }

  @Override
  public Optional<Group> groupByGid(long gid) {
    return Optional.empty();
  }

  @Override
  public List<Account> accounts() {
    return List.of();
  }

  @Override
  public Optional<Pidfd> peerPidfd(int socketFd) {
    return Optional.empty();
  }

  @Override
  public Datagram connectDatagram(Path socket, Duration sendTimeout) throws KernelException {
    throw new UnsupportedOperationException();
  }

  @Override
  public RuntimeException execve(Path program, List<String> argv, Map<String, String> environment) {
    return new UnsupportedOperationException();
  }

  @Override
  public ResourceLimit limit(int resource) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void setLimit(int resource, ResourceLimit limit) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Files files() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Mounts mounts() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Namespaces namespaces() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Credentials credentials() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Seccomp seccomp() {
    throw new UnsupportedOperationException();
  }

  @Override
  public AuditStream auditStream() {
    throw new UnsupportedOperationException();
  }
}
