package dev.halfbyte.conformance.fault;

import java.util.List;
import java.util.stream.Stream;

/// Mistakes in the command program of the accelerator and in its SystemVerilog.
final class AcceleratorFaults {
  private static final String VERILOG =
      "backends/verilog/src/main/java/dev/halfbyte/backend/verilog/";
  private static final String RTL = "rtl";

  private AcceleratorFaults() {}

  static List<FaultClass> all() {
    return Stream.of(binding(), scheduling(), streams(), arithmetic(), control())
        .flatMap(List::stream)
        .toList();
  }

  private static FaultClass compiled(String name, String models, Patch... patches) {
    return new FaultClass(name, Area.ACCELERATOR, models, RTL, List.of(patches));
  }

  private static FaultClass hardware(String name, String models, Patch... patches) {
    return new FaultClass(name, Area.RTL, models, RTL, List.of(patches));
  }

  private static Patch in(String file, String find, String replacement) {
    return new Patch(VERILOG + file + ".java", find, replacement);
  }

  private static Patch sv(String module, String find, String replacement) {
    return new Patch("rtl/src/" + module + ".sv", find, replacement);
  }

  private static List<FaultClass> binding() {
    return List.of(
        compiled(
            "residual-zero",
            "the zero point of a residual is left out",
            in("bind/EpilogueBinder", "Math.toIntExact(constants.zeroPoint(node, value))", "0")),
        compiled(
            "table-order",
            "a table of signed codes starts with the least code",
            in("bind/EpilogueBinder", "(int) (codes.min() + i) & 0xff", "i & 0xff")),
        compiled(
            "term-sign",
            "a negative entry of a table loses its sign",
            in(
                "bind/ShiftTerms",
                "DecodeTable.term(false, number < 0, s.exponent(Math.abs(number)))",
                "DecodeTable.term(false, false, s.exponent(Math.abs(number)))")),
        compiled(
            "weight-lanes",
            "weights of one word are packed in reverse",
            in(
                "schedule/ConstantWords",
                "source.column(k, e % lanes)",
                "source.column(k, lanes - 1 - e % lanes)")),
        compiled(
            "output-sign",
            "signed codes leave as unsigned ones",
            in("cmd/HostCodec", "raw, bits, output.signed()", "raw, bits, false")));
  }

  private static List<FaultClass> scheduling() {
    return List.of(
        compiled(
            "missed-hazard",
            "commands that race for words are not kept apart",
            in("cmd/IssueOrder", "if (!completes(unit, command)", "if (completes(unit, command)"),
            // Not the length of a range: whatever reads rows begins with the first of them.
            in(
                "cmd/Accesses",
                "accesses.add(Access.write(epilogue.destination().memory(), epilogue.outputBase(), written));",
                ""),
            in(
                "cmd/Accesses",
                "accesses.add(Access.write(epilogue.destination().memory(), epilogue.outputBase(), ew.words()));",
                "")),
        compiled(
            "stale-constants",
            "constants that were displaced count as present",
            in("schedule/ImageCache", "a < b + second.words() && b < a + first.words()", "a == b")),
        compiled(
            "stale-rows",
            "rows are given away after their first use",
            in(
                "schedule/Lifetimes",
                "new Span(known.first(), now)",
                "known.first() < known.last() ? known : new Span(known.first(), now)")),
        compiled(
            "early-load",
            "rows are loaded over those that are still worked on",
            in(
                "schedule/ListSchedule",
                "if (first.conflicts(second))",
                "if (first.write() && first.conflicts(second))")),
        compiled(
            "column-block",
            "every column block of an image takes the weights of the first",
            in(
                "schedule/ProductSteps",
                "base(bases, Memory.WGT) + part.within() * stride",
                "base(bases, Memory.WGT)"),
            in("schedule/ProductSteps", "part.within() * config.drainWords()", "0")));
  }

  private static List<FaultClass> streams() {
    return List.of(
        hardware(
            "dropped-beat",
            "a beat is lost when the stream stalls",
            sv("hb_axis_out", "(m_axis_tready && final_beat)", "final_beat"),
            sv("hb_axis_out", "end else if (m_axis_tready) begin word_q", "end else begin word_q")),
        hardware(
            "doubled-beat",
            "a beat is sent twice after a stall",
            sv(
                "hb_axis_out",
                "end else if (m_axis_tready) begin left_q <= left_q - 8'd1;",
                "end else begin left_q <= left_q - 8'd1;")),
        hardware(
            "late-ready",
            "a beat of the next load is taken by the last one",
            sv("hb_axis_in", "s_axis_tready <= words_q != 16'd1", "s_axis_tready <= 1'b1")),
        hardware(
            "held-read",
            "a memory does not hold what it read while a stream stalls",
            sv(
                "hb_mem",
                "if (re_i) rdata_o <= mem[raddr_i[INDEX_BITS-1:0]];",
                "rdata_o <= mem[raddr_i[INDEX_BITS-1:0]];")),
        hardware(
            "store-count",
            "words that wait for the stream count as sent",
            sv("hb_store", "assign move = fetched_q && word_ready;", "assign move = fetched_q;")),
        hardware(
            "register-address",
            "a register write that waits for its data takes the next address",
            sv(
                "hb_axil",
                "assign s_axil_awready = !aw_held_q;",
                "assign s_axil_awready = !w_held_q;")));
  }

  private static List<FaultClass> arithmetic() {
    return List.of(
        hardware(
            "rounding-bit",
            "the last bit shifted out is not looked at",
            sv("hb_requant", "if (shifted_q[e][0])", "if (1'b0)")),
        hardware(
            "wrapped-code",
            "a code above the largest wraps",
            sv("hb_requant", "y_o[e*EW +: EW] <= hi_i", "y_o[e*EW +: EW] <= sum[EW-1:0]")),
        hardware(
            "bias-sign",
            "a negative bias is extended by zeros",
            sv(
                "hb_requant",
                "bias = {par_i[record*RW + hb_pkg::RECORD_BIAS_LSB + 31],",
                "bias = {1'b0,")),
        hardware(
            "product-sign",
            "a negative product is extended by zeros",
            sv(
                "hb_mac_array",
                "{{(ACC_BITS-PROD_BITS){product[PROD_BITS-1]}}, product}",
                "{{(ACC_BITS-PROD_BITS){1'b0}}, product}")),
        hardware(
            "stale-sum",
            "a sum starts from that of the row block before",
            sv(
                "hb_mac_array",
                "sum = first_i ? '0 : acc_q[r*COLS + c];",
                "sum = acc_q[r*COLS + c];")),
        hardware(
            "negated-term",
            "a negated term misses its carry",
            sv("hb_shift_array", "term = -term", "term = ~term")),
        hardware(
            "entry-sign",
            "every table entry counts as signed",
            sv("hb_table", "signed_i & entry[7]", "entry[7]"),
            sv("hb_decode", "signed_i & code[ACT_BITS-1]", "code[ACT_BITS-1]")));
  }

  private static List<FaultClass> control() {
    return List.of(
        hardware(
            "shared-port",
            "commands that use the same port run at once",
            sv(
                "hb_sequencer",
                "(resources & (hand_over ? resources_kept : resources_busy)) != '0 ||",
                "")),
        hardware(
            "ignored-wait",
            "a command does not wait for the units of its mask",
            sv("hb_sequencer", "needed = waits | own", "needed = own")),
        hardware(
            "short-period",
            "a row block overwrites sums that have not left yet",
            sv(
                "hb_gemm",
                "(k_words_i - 13'd1 > DRAIN_LAST) ? k_words_i - 13'd1 : DRAIN_LAST",
                "k_words_i - 13'd1")),
        hardware(
            "residual-row",
            "all row blocks add the residual of the first",
            sv("hb_gemm", "r_row_q     <= r_row_q + r_stride_q;", "r_row_q <= r_row_q;"),
            sv("hb_gemm", "res_raddr_o <= r_row_q + r_stride_q;", "res_raddr_o <= r_row_q;")),
        hardware(
            "stream-last",
            "the last word of an elementwise command is left out",
            sv(
                "hb_ew",
                "last_o <= run_q && word_end && left_q == 16'd1",
                "last_o <= run_q && word_end && left_q == 16'd2")),
        hardware(
            "uncleared-counter",
            "a counter goes on where the last program ended",
            sv(
                "hb_counters",
                "else if (clear_i) begin cycles_q <= '0; load_q <= '0;",
                "else if (clear_i) begin cycles_q <= '0;")));
  }
}
