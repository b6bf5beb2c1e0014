// hb_fold_digits: the codes of a lane of which several are issued in a cycle, as digits.
//
// In a folded product group g of GROUPS groups of columns works on code place_i + g of the word,
// place_i a multiple of GROUPS. Codes that are not in tail_i are 0 if the word is the last_i of its
// row. Without fold_i all digits are 0. With pack_i, which needs PACK, the first two groups have
// the codes place_i and place_i + 1, place_i a multiple of 2, and the others 0.
//
// Latency: 2 cycles, as the digits of hb_skip_lane.
// Throughput: GROUPS codes a cycle.
// Handshake: none.
// Combinational paths: none.
module hb_fold_digits #(
  parameter int GROUPS = 8,
  parameter int PACK   = 0
) (
  input  logic                clk_i,
  input  logic                rst_ni,
  input  logic                fold_i,
  input  logic                pack_i,
  input  logic                last_i,
  input  logic [15:0]         tail_i,
  input  logic [3:0]          place_i,
  input  logic [63:0]         codes_i,
  output logic [4*GROUPS-1:0] digits_o
);

  logic [4*GROUPS-1:0] codes;
  logic [GROUPS-1:0]   exists;
  logic [4*GROUPS-1:0] counted;
  logic [4*GROUPS-1:0] digits_q;

  // Only multiples select, of as many codes as a cycle takes.
  localparam int FEWEST = (PACK != 0) ? hb_pkg::PACK_WORDS : GROUPS;
  localparam int MULTIPLES = 16 - FEWEST;
  logic [3:0] first;
  assign first = place_i & MULTIPLES[3:0];

  if (PACK != 0) begin : gen_pack
    // Groups behind the word have no codes.
    logic [63+4*GROUPS:0] padded;
    logic [15+GROUPS:0]   tail;
    logic [GROUPS-1:0]    pair;
    assign padded = {{(4*GROUPS){1'b0}}, codes_i};
    assign tail = {{GROUPS{1'b0}}, tail_i};
    for (genvar g = 0; g < GROUPS; g++) begin : gen_pair
      assign pair[g] = g < hb_pkg::PACK_WORDS;
    end
    assign codes = padded[{26'd0, first, 2'd0} +: 4*GROUPS];
    assign exists = (tail[{28'd0, first} +: GROUPS] | {GROUPS{!last_i}})
        & (pair | {GROUPS{!pack_i}});
  end else begin : gen_no_pack
    // verilator lint_off UNUSEDSIGNAL
    // Reason: no product is packed.
    logic unused;
    // verilator lint_on UNUSEDSIGNAL
    assign unused = pack_i;
    assign codes = codes_i[{26'd0, first, 2'd0} +: 4*GROUPS];
    assign exists = tail_i[first +: GROUPS] | {GROUPS{!last_i}};
  end
  for (genvar g = 0; g < GROUPS; g++) begin : gen_group
    assign counted[4*g +: 4] = exists[g] ? codes[4*g +: 4] : 4'd0;
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      digits_q <= '0;
      digits_o <= '0;
    end else begin
      digits_q <= fold_i ? counted : '0;
      digits_o <= digits_q;
    end
  end

endmodule
