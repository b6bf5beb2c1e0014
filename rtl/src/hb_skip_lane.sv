// hb_skip_lane: one lane's codes of wide words, of which only those with a digit are issued.
//
// The lane works through segments of last_word_i + 1 words. It holds the word being issued; the
// next one waits in the output register of the memory, of which the lane reads 16 codes, code i
// standing for narrow word i. A segment is about 4 bits of each code: the highest with plane_i,
// else the lowest, which of codes of 4 bits are the same. Each cycle the lane issues the first code
// left whose bits are in issue_i, those with a digit, then drops it; a word without such codes
// takes one cycle. In the last word of a segment only the codes of tail_i count. When it has no
// code left behind this cycle's, done_o is high, and the lane waits for go_i to enter the next
// segment.
//
// With octaves_i a code of 8 bits 16 h + l, e = h + (l != 0), stands for mantissa l times 2^(7-e),
// half up, and a segment is about digit place_i to the base 16 of that number. Codes with the digit
// are in issue_i by h if l is 0, and in rest_i otherwise.
//
// With fold_i, which needs FOLD > 1, nothing is skipped: FOLD codes are issued a cycle, codes_o and
// place_o being the word and the first of them; hb_fold_digits takes them from there. Of the last
// word, last_o, only those of tail_i count. Their weights are one word of the bank. With pack_i as
// well, which needs PACK, these are two codes a cycle instead of FOLD.
//
// The start addresses, planes and sets are those of the next segment and of the one after, as seen
// from the segment being issued; they, and what belongs to the segment itself, change with go_i.
//
// Latency: the word at an address is issued from two cycles behind the read on; digit_o is two
//   cycles behind its code, one cycle behind the weight's address, thus beside its weight.
// Throughput: one digit a cycle, without a gap between words and segments, and one word without
//   digits a cycle.
// Handshake: start_i while idle makes the lane wait for its first segment, which is then the one
//   after for fetch_i, and the next one for go_i a cycle later. go_i only with done_o. Read data of
//   both memories is held while re is low.
// Combinational paths: fetch_i, go_i, after_start_i, after_exists_i, next_start_i, next_exists_i to
//   act_re_o and act_raddr_o.
module hb_skip_lane #(
  parameter int CODE_BITS = 4,
  parameter int FOLD      = 1,
  parameter int PACK      = 0
) (
  input  logic                               clk_i,
  input  logic                               rst_ni,
  input  logic                               start_i,
  input  logic                               fetch_i,
  input  logic                               go_i,
  input  logic [hb_pkg::WIDE_ADDR_WIDTH-1:0] next_start_i,
  input  logic                               next_exists_i,
  input  logic [hb_pkg::WIDE_ADDR_WIDTH-1:0] after_start_i,
  input  logic                               after_exists_i,
  input  logic [8:0]                         last_word_i,
  input  logic [15:0]                        tail_i,
  input  logic                               plane_i,
  input  logic                               next_plane_i,
  input  logic                               fold_i,
  input  logic                               pack_i,
  input  logic                               octaves_i,
  input  logic [1:0]                         place_i,
  input  logic [127:0]                       mantissas_i,
  input  logic [15:0]                        rest_i,
  input  logic [15:0]                        next_rest_i,
  input  logic [15:0]                        issue_i,
  input  logic [15:0]                        next_issue_i,
  input  logic [63:0]                        digits_i,
  input  logic [hb_pkg::ADDR_WIDTH-1:0]      wgt_base_i,
  output logic                               act_re_o,
  output logic [hb_pkg::WIDE_ADDR_WIDTH-1:0] act_raddr_o,
  input  logic [16*CODE_BITS-1:0]            act_rdata_i,
  output logic                               done_o,
  output logic                               issued_o,
  output logic [16*CODE_BITS-1:0]            codes_o,
  output logic [3:0]                         place_o,
  output logic                               last_o,
  output logic                               wgt_re_o,
  output logic [hb_pkg::ADDR_WIDTH-1:0]      wgt_raddr_o,
  output logic [3:0]                         digit_o
);

  localparam int AW = hb_pkg::ADDR_WIDTH;
  localparam int DW = hb_pkg::WIDE_ADDR_WIDTH;

  // The word being issued: what is left of it, its number in the segment, whether it is the last.
  logic [16*CODE_BITS-1:0] codes_q;
  logic                    high_q;
  logic [15:0] left_q;
  logic [8:0]  word_q;
  logic        last_q;
  logic        fresh_q;

  // The word in the memory's output register.
  logic [8:0]    next_word_q;
  logic          next_last_q;
  logic [DW-1:0] next_addr_q;
  logic          next_high;
  logic          octaves;
  logic          fold;
  logic          pack;
  assign fold = (FOLD > 1) && fold_i;
  assign pack = (PACK != 0) && pack_i;
  assign octaves = (CODE_BITS == 8) && octaves_i;
  assign next_high = last_q ? next_plane_i : plane_i;

  // What is left without its first code.
  logic [15:0] rest;
  logic        empty_next;
  logic        load;
  assign rest = left_q & (left_q - 16'd1);
  assign empty_next = rest == '0;
  assign done_o = last_q && empty_next;
  assign load = go_i || (!last_q && empty_next);

  // The address side: whenever a word is taken from the memory the one behind it is read.
  logic       read;
  logic       read_exists;
  logic [8:0] read_word;
  assign read = load || fetch_i;
  assign read_word = next_last_q ? 9'd0 : next_word_q + 9'd1;
  assign read_exists = !next_last_q || (last_q ? after_exists_i : next_exists_i);
  assign act_re_o = read && read_exists;
  assign act_raddr_o = !next_last_q ? next_addr_q + 12'd1 :
                       last_q ? after_start_i : next_start_i;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      next_word_q <= '0;
      next_last_q <= 1'b1;
      next_addr_q <= '0;
    end else if (start_i) begin
      next_word_q <= '0;
      next_last_q <= 1'b1;
    end else if (read) begin
      next_word_q <= read_word;
      next_last_q <= read_word == last_word_i;
      next_addr_q <= act_raddr_o;
    end
  end

  // The codes of the word in the memory's output register that will be issued.
  /* verilator lint_off BLKSEQ */
  // Reason: four temporaries of one pass; only a word that is taken is looked up.
  always_ff @(posedge clk_i or negedge rst_ni) begin : issue
    logic [15:0] set;
    logic [15:0] rests;
    logic [3:0]  bits;
    logic        some;
    if (!rst_ni) begin
      left_q  <= '0;
      word_q  <= '0;
      last_q  <= 1'b1;
      fresh_q <= 1'b0;
    end else begin
      left_q  <= rest;
      fresh_q <= load;
      if (load) begin
        set = last_q ? next_issue_i : issue_i;
        rests = last_q ? next_rest_i : rest_i;
        for (int i = 0; i < 16; i++) begin
          bits = (next_high || octaves) ? act_rdata_i[CODE_BITS*(i+1)-4 +: 4]
                                          : act_rdata_i[CODE_BITS*i +: 4];
          some = octaves && act_rdata_i[CODE_BITS*i +: 4] != '0;
          left_q[i] <= (pack ? i % hb_pkg::PACK_WORDS == 0 : fold ? i % FOLD == 0
                        : some ? rests[bits] : set[bits])
              && (tail_i[i] || !next_last_q);
        end
        word_q <= next_word_q;
        last_q <= next_last_q;
      end
    end
  end
  /* verilator lint_on BLKSEQ */

  always_ff @(posedge clk_i) begin
    if (load) begin
      codes_q <= act_rdata_i;
      high_q  <= next_high;
    end
  end

  // The first code left, and its digit.
  logic [15:0] first;
  logic [3:0]  place;
  logic [CODE_BITS-1:0] code;
  logic [3:0]  bits;
  logic [3:0]  digit;
  logic [3:0]  octave_digit;
  assign first = left_q & ~rest;
  assign place = {
    (first & 16'hff00) != '0,
    (first & 16'hf0f0) != '0,
    (first & 16'hcccc) != '0,
    (first & 16'haaaa) != '0
  };
  assign code = codes_q[CODE_BITS*place +: CODE_BITS];
  assign bits = high_q ? code[CODE_BITS-1 -: 4] : code[3:0];
  assign digit = digits_i[4*bits +: 4];
  assign issued_o = left_q != '0;
  assign codes_o = codes_q;
  assign place_o = place;
  assign last_o = last_q;

  logic [3:0] digit_q;

  // The digit of a number of octaves, a cycle behind its code.
  if (CODE_BITS == 8) begin : gen_octaves
    logic        issued_q;
    logic [1:0]  place_q;
    logic [7:0]  code_q;
    logic [4:0]  octave;
    logic [15:0] twice;
    logic [15:0] number;
    always_ff @(posedge clk_i or negedge rst_ni) begin
      if (!rst_ni) begin
        issued_q <= 1'b0;
        place_q  <= '0;
        code_q   <= '0;
      end else begin
        issued_q <= octaves && issued_o;
        place_q  <= place_i;
        code_q   <= code;
      end
    end
    assign octave = {1'b0, code_q[7:4]} + {4'd0, code_q[3:0] != '0};
    assign twice = {mantissas_i[8*code_q[3:0] +: 8], 8'd0} >> octave;
    assign number = {1'b0, twice[15:1]} + {15'd0, twice[0]};
    assign octave_digit = issued_q ? number[4*place_q +: 4] : '0;
  end else begin : gen_digits
    // verilator lint_off UNUSEDSIGNAL
    // Reason: codes of 4 bits have no octaves.
    logic unused;
    // verilator lint_on UNUSEDSIGNAL
    assign unused = ^{mantissas_i, place_i};
    assign octave_digit = '0;
  end

  logic [12:0] narrow;
  logic [12:0] along;
  assign narrow = {word_q, place};
  assign along = pack ? narrow >> $clog2(hb_pkg::PACK_WORDS)
                      : fold ? narrow >> $clog2(FOLD) : narrow;

  // The first cycle of a word reads a weight even without a digit: a digit of zero then meets one
  // that the memory has defined.
  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      wgt_re_o    <= 1'b0;
      wgt_raddr_o <= '0;
      digit_q     <= '0;
      digit_o     <= '0;
    end else begin
      wgt_re_o    <= issued_o || fresh_q;
      wgt_raddr_o <= wgt_base_i + {{(AW-13){1'b0}}, along};
      digit_q     <= (issued_o && !octaves && !fold) ? digit : 4'd0;
      digit_o     <= digit_q | octave_digit;
    end
  end

endmodule
