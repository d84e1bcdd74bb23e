package dev.cofferdam.seccomp;

import java.util.List;
import java.util.OptionalInt;

/** The kernel's names of errors, include/uapi/asm-generic/errno.h. */
final class Errno {
  /** From 1 on, without the {@code E}; a number without a name is a dash. */
  private static final List<String> NAMES =
      List.of(
          ("PERM NOENT SRCH INTR IO NXIO 2BIG NOEXEC BADF CHILD AGAIN NOMEM ACCES FAULT"
                  + " NOTBLK BUSY EXIST XDEV NODEV NOTDIR ISDIR INVAL NFILE MFILE NOTTY TXTBSY FBIG"
                  + " NOSPC SPIPE ROFS MLINK PIPE DOM RANGE DEADLK NAMETOOLONG NOLCK NOSYS NOTEMPTY"
                  + " LOOP - NOMSG IDRM CHRNG L2NSYNC L3HLT L3RST LNRNG UNATCH NOCSI L2HLT BADE BADR"
                  + " XFULL NOANO BADRQC BADSLT - BFONT NOSTR NODATA TIME NOSR NONET NOPKG REMOTE"
                  + " NOLINK ADV SRMNT COMM PROTO MULTIHOP DOTDOT BADMSG OVERFLOW NOTUNIQ BADFD REMCHG"
                  + " LIBACC LIBBAD LIBSCN LIBMAX LIBEXEC ILSEQ RESTART STRPIPE USERS NOTSOCK"
                  + " DESTADDRREQ MSGSIZE PROTOTYPE NOPROTOOPT PROTONOSUPPORT SOCKTNOSUPPORT OPNOTSUPP"
                  + " PFNOSUPPORT AFNOSUPPORT ADDRINUSE ADDRNOTAVAIL NETDOWN NETUNREACH NETRESET"
                  + " CONNABORTED CONNRESET NOBUFS ISCONN NOTCONN SHUTDOWN TOOMANYREFS TIMEDOUT"
                  + " CONNREFUSED HOSTDOWN HOSTUNREACH ALREADY INPROGRESS STALE UCLEAN NOTNAM NAVAIL"
                  + " ISNAM REMOTEIO DQUOT NOMEDIUM MEDIUMTYPE CANCELED NOKEY KEYEXPIRED KEYREVOKED"
                  + " KEYREJECTED OWNERDEAD NOTRECOVERABLE RFKILL HWPOISON")
              .split(" "));

  private Errno() {}

  /** The number of {@code EPERM}. */
  static OptionalInt named(String name) {
    int index = name.matches("E[A-Z0-9]+") ? NAMES.indexOf(name.substring(1)) : -1;
    return index < 0 ? OptionalInt.empty() : OptionalInt.of(index + 1);
  }
}
