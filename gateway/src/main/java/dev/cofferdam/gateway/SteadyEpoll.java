package dev.cofferdam.gateway;

import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.IoOps;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollIoOps;

/**
 * Netty's epoll, mended for connections that are closed one way at a time.
 *
 * <p>Netty 4.2.18 takes a descriptor out of epoll when a channel waits for nothing, and does not
 * put it back when the channel waits for something again: {@code epoll_ctl} then fails with ENOENT.
 * A half-closed channel is in that state whenever all its output is written, so the end of a long
 * answer was lost. Here it is registered anew instead.
 */
final class SteadyEpoll implements IoHandler {
  private final IoHandler epoll;

  private SteadyEpoll(IoHandler epoll) {
    this.epoll = epoll;
  }

  static IoHandlerFactory newFactory() {
    IoHandlerFactory factory = EpollIoHandler.newFactory();
    return executor -> new SteadyEpoll(factory.newHandler(executor));
  }

  @Override
  public void initialize() {
    epoll.initialize();
  }

  @Override
  public int run(IoHandlerContext context) {
    return epoll.run(context);
  }

  @Override
  public void prepareToDestroy() {
    epoll.prepareToDestroy();
  }

  @Override
  public void destroy() {
    epoll.destroy();
  }

  @Override
  public IoRegistration register(IoHandle handle) throws Exception {
    return new Registration(handle, epoll.register(handle));
  }

  @Override
  public void wakeup() {
    epoll.wakeup();
  }

  @Override
  public boolean isCompatible(Class<? extends IoHandle> type) {
    return epoll.isCompatible(type);
  }

  /** A registration that outlives being taken out of epoll. Used by its event loop only. */
  private final class Registration implements IoRegistration {
    private final IoHandle handle;
    private IoRegistration current;
    private boolean takenOut;

    Registration(IoHandle handle, IoRegistration first) {
      this.handle = handle;
      this.current = first;
    }

    @Override
    public long submit(IoOps ops) {
      if (!current.isValid()) {
        return current.submit(ops);
      }
      boolean none = ops.equals(EpollIoOps.NONE);
      if (none && takenOut) {
        return 0;
      }
      if (!none && takenOut) {
        putBack();
      }
      takenOut = none;
      return current.submit(ops);
    }

    private void putBack() {
      current.cancel();
      try {
        current = epoll.register(handle);
      } catch (Exception failed) {
        throw new IllegalStateException("a connection cannot be put back into epoll", failed);
      }
    }

    @Override
    @SuppressWarnings("TypeParameterUnusedInFormals") // the interface's own signature
    public <T> T attachment() {
      return current.attachment();
    }

    @Override
    public boolean isValid() {
      return current.isValid();
    }

    @Override
    public boolean cancel() {
      return current.cancel();
    }
  }
}
