package dev.cofferdam.gateway;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Who created which exec through this gateway. Kept in memory: after a restart an exec is nobody's,
 * and who starts it needs the privileges that it has (docs/decisions).
 */
final class ExecOwners {
  /** Far more than are ever between their creation and their end. */
  static final int MOST = 65_536;

  private final Map<String, String> owners =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
          return size() > MOST;
        }
      };

  synchronized void note(String exec, String user) {
    if (!exec.isEmpty()) {
      owners.put(exec, user);
    }
  }

  synchronized boolean isOwn(String exec, String user) {
    return user.equals(owners.get(exec));
  }
}
