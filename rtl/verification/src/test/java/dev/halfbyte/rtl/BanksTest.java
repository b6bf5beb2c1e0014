package dev.halfbyte.rtl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.halfbyte.sim.verilator.SimulationFailure;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// Two users at a time, one of each memory, against words in an array; the narrow and the wide
/// words of activations as well.
class BanksTest {
  private static final int DEPTH = 32;
  private static final int SIDE_DEPTH = 16;
  private static final int WIDTH = 16;
  private static final int ADDRESS_BITS = 16;
  private static final int WIDE_ADDRESS_BITS = 12;
  private static final int WIDE = RowTiming.WIDE_WORDS;
  private static final int LANES = WIDTH / 4;

  private final Random random = new Random(43);
  private final long[] words = new long[1 << 16];

  /// A user of the port of each memory.
  private record Users(int main, int side) {}

  @Test
  void everyUserHasTheMemoryOfItsAddress() {
    int writers = 2;
    int readers = 3;
    try (Dut dut = open("hb_banks", Map.of("WIDTH", WIDTH), writers, readers)) {
      fill(dut, writers);
      long[] expected = new long[readers];
      for (int step = 0; step < 3000; step++) {
        read(dut, readers, expected);
        write(dut, writers);
        dut.cycle();
        check(dut, readers, expected, step);
      }
    }
  }

  @Test
  void lanesReadTheOneMemoryWhileOthersHaveTheOther() {
    int writers = 4;
    int readers = 2;
    try (Dut dut = open("hb_act_banks", Map.of("LANES", LANES), writers, readers)) {
      fill(dut, writers);
      long[] expected = new long[readers];
      long[] wide = new long[LANES];
      boolean[] known = new boolean[LANES];
      boolean[] side = new boolean[LANES];
      for (int step = 0; step < 3000; step++) {
        boolean lanesSide = random.nextBoolean();
        readOne(dut, readers, !lanesSide, expected);
        Bits addresses = new Bits(LANES * WIDE_ADDRESS_BITS);
        int mask = random.nextInt(1 << LANES);
        for (int lane = 0; lane < LANES; lane++) {
          int address = address(lanesSide) / WIDE;
          addresses.set(lane * WIDE_ADDRESS_BITS, WIDE_ADDRESS_BITS, address);
          if ((mask >> lane & 1) != 0) {
            wide[lane] = wide(address, lane);
            side[lane] = lanesSide;
            known[lane] = true;
          } else {
            // The narrow read goes through the same banks.
            known[lane] &= side[lane] == lanesSide;
          }
        }
        dut.set("lane_re_i", mask).set("lane_raddr_i", addresses);
        write(dut, writers);
        dut.cycle();
        check(dut, readers, expected, step);
        for (int lane = 0; lane < LANES; lane++) {
          if (known[lane]) {
            assertEquals(wide[lane], dut.bits("lane_rdata_o").get(64 * lane, 64), "step " + step);
          }
        }
      }
    }
  }

  @Test
  void twoUsersOfOneMemoryFailAnAssertion() {
    try (Dut dut = Dut.open(Dut.model("hb_bank_port", Map.of("USERS", 2)), 1)) {
      Bits apart = new Bits(2 * ADDRESS_BITS).set(0, ADDRESS_BITS, Memory.SIDE_BASE);
      dut.set("use_i", 3).set("addr_i", apart).cycle();
      dut.set("addr_i", 0);
      assertThrows(SimulationFailure.class, dut::cycle);
    }
  }

  private Dut open(String module, Map<String, Integer> more, int writers, int readers) {
    Map<String, Integer> parameters = new TreeMap<>(more);
    parameters.put("DEPTH", DEPTH);
    parameters.put("SIDE_DEPTH", SIDE_DEPTH);
    parameters.put("WRITERS", writers);
    parameters.put("READERS", readers);
    return Dut.open(Dut.model(module, parameters), 1);
  }

  private void fill(Dut dut, int writers) {
    for (int n = 0; n < DEPTH + SIDE_DEPTH; n++) {
      put(dut, writers, 0, n < DEPTH ? n : Memory.SIDE_BASE + n - DEPTH, new Bits(WIDTH * writers));
      dut.set("we_i", 1).cycle();
    }
    dut.set("we_i", 0);
  }

  private int address(boolean side) {
    return side ? Memory.SIDE_BASE + random.nextInt(SIDE_DEPTH) : random.nextInt(DEPTH);
  }

  private Users users(int count) {
    int main = random.nextInt(count);
    return new Users(main, (main + 1 + random.nextInt(count - 1)) % count);
  }

  private void write(Dut dut, int writers) {
    Users users = users(writers);
    Bits addresses = new Bits(writers * ADDRESS_BITS);
    Bits data = Bits.random(random, writers * WIDTH);
    int mask = random.nextInt(4);
    addresses.set(users.main * ADDRESS_BITS, ADDRESS_BITS, address(false));
    addresses.set(users.side * ADDRESS_BITS, ADDRESS_BITS, address(true));
    for (int user : new int[] {users.main, users.side}) {
      boolean writes = (mask >> (user == users.main ? 0 : 1) & 1) != 0;
      if (writes) {
        int address = (int) addresses.get(user * ADDRESS_BITS, ADDRESS_BITS);
        words[address] = data.get(user * WIDTH, WIDTH);
      }
    }
    int enables = (mask & 1) << users.main | (mask >> 1) << users.side;
    dut.set("we_i", enables).set("waddr_i", addresses).set("wdata_i", data);
  }

  private void put(Dut dut, int writers, int user, int address, Bits data) {
    words[address] = random.nextInt(1 << WIDTH);
    data.set(user * WIDTH, WIDTH, words[address]);
    Bits addresses = new Bits(writers * ADDRESS_BITS);
    addresses.set(user * ADDRESS_BITS, ADDRESS_BITS, address);
    dut.set("waddr_i", addresses).set("wdata_i", data);
  }

  private void read(Dut dut, int readers, long[] expected) {
    Users users = users(readers);
    Bits addresses = new Bits(readers * ADDRESS_BITS);
    addresses.set(users.main * ADDRESS_BITS, ADDRESS_BITS, address(false));
    addresses.set(users.side * ADDRESS_BITS, ADDRESS_BITS, address(true));
    for (int user : new int[] {users.main, users.side}) {
      expected[user] = words[(int) addresses.get(user * ADDRESS_BITS, ADDRESS_BITS)];
    }
    forget(expected, users);
    dut.set("re_i", 1 << users.main | 1 << users.side).set("raddr_i", addresses);
  }

  /// What others have read does not stay when their memory is read again.
  private static void forget(long[] expected, Users users) {
    for (int user = 0; user < expected.length; user++) {
      if (user != users.main && user != users.side) {
        expected[user] = -1;
      }
    }
  }

  private void readOne(Dut dut, int readers, boolean side, long[] expected) {
    int user = random.nextInt(readers);
    int address = address(side);
    Bits addresses = new Bits(readers * ADDRESS_BITS);
    addresses.set(user * ADDRESS_BITS, ADDRESS_BITS, address);
    Arrays.fill(expected, -1);
    expected[user] = words[address];
    dut.set("re_i", 1 << user).set("raddr_i", addresses);
  }

  private static void check(Dut dut, int readers, long[] expected, int step) {
    for (int user = 0; user < readers; user++) {
      if (expected[user] >= 0) {
        long found = dut.bits("rdata_o").get(user * WIDTH, WIDTH);
        assertEquals(expected[user], found, "step " + step + " user " + user);
      }
    }
  }

  private long wide(int address, int lane) {
    long wide = 0;
    for (int place = 0; place < WIDE; place++) {
      wide |= (words[address * WIDE + place] >> 4 * lane & 15) << 4 * place;
    }
    return wide;
  }
}
