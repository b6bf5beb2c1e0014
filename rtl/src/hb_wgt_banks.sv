// hb_wgt_banks: weight memory in one bank a lane, with whole words and turned rows written to it.
//
// Word a of bank l holds the weights (a*LANES + l, c) of COLS columns c, column 0 lowest. Writes:
//   we_i        the whole word at waddr_i in all banks, weight (l, c) at position c*LANES + l;
//   column_we_i column place_i of the word at waddr_i in all banks, that of bank l at position l;
//   row_we_i    columns place_i*LANES to place_i*LANES + LANES - 1 of that word, in bank bank_i.
// So the rows of a product can become the columns or the rows of the weights of the next one.
//
// Latency: read data one cycle after the address; held until the next read of the bank.
// Throughput: one read a cycle and bank, and one write. A read and a write of one address in one
//   cycle return the old word.
// Handshake: none, all ports always accept; at most one of the writes in a cycle. Addresses at or
//   above DEPTH are forbidden.
// Combinational paths: none.
module hb_wgt_banks #(
  parameter int COLS  = 16,
  parameter int LANES = 4,
  parameter int DEPTH = 256
) (
  input  logic                                clk_i,
  input  logic                                we_i,
  input  logic                                column_we_i,
  input  logic                                row_we_i,
  input  logic [hb_pkg::ADDR_WIDTH-1:0]       waddr_i,
  input  logic [4*COLS*LANES-1:0]             wdata_i,
  input  logic [hb_pkg::COL_WIDTH-1:0]        place_i,
  input  logic [hb_pkg::COL_WIDTH-1:0]        bank_i,
  input  logic [4*LANES-1:0]                  turned_i,
  input  logic [LANES-1:0]                    re_i,
  input  logic [hb_pkg::ADDR_WIDTH*LANES-1:0] raddr_i,
  output logic [4*COLS*LANES-1:0]             rdata_o
);

  localparam int AW = hb_pkg::ADDR_WIDTH;
  localparam int WIDTH = 4 * COLS;
  localparam int INDEX_BITS = (DEPTH > 1) ? $clog2(DEPTH) : 1;

  logic [INDEX_BITS-1:0] waddr;
  assign waddr = waddr_i[INDEX_BITS-1:0];

  for (genvar l = 0; l < LANES; l++) begin : gen_bank
    localparam int BANK = l;
    logic [WIDTH-1:0] mem [DEPTH];
    logic [AW-1:0]    raddr;

    assign raddr = raddr_i[l*AW +: AW];

    // Three writes of one address: one port, whose nibbles are enabled one by one.
    /* verilator lint_off BLKSEQ */
    // Reason: word is a temporary of one pass, gathered here so that a simulator does so only then.
    always_ff @(posedge clk_i) begin : access
      logic [WIDTH-1:0] word;
      if (we_i) begin
        for (int unsigned c = 0; c < COLS; c++) word[4*c +: 4] = wdata_i[4*(c*LANES+l) +: 4];
        mem[waddr] <= word;
      end else if (column_we_i) begin
        mem[waddr][{22'd0, place_i, 2'd0} +: 4] <= turned_i[4*l +: 4];
      end else if (row_we_i && bank_i == BANK[hb_pkg::COL_WIDTH-1:0]) begin
        mem[waddr][{24'd0, place_i} * 4 * LANES +: 4*LANES] <= turned_i;
      end
      if (re_i[l]) rdata_o[l*WIDTH +: WIDTH] <= mem[raddr[INDEX_BITS-1:0]];
    end
    /* verilator lint_on BLKSEQ */

`ifndef SYNTHESIS
    always @(posedge clk_i) begin
      if (re_i[l]) assert ({16'd0, raddr} < DEPTH);
    end
`endif
  end

`ifndef SYNTHESIS
  always @(posedge clk_i) begin
    if (we_i || column_we_i || row_we_i) assert ({16'd0, waddr_i} < DEPTH);
    assert ({1'b0, we_i} + {1'b0, column_we_i} + {1'b0, row_we_i} < 2'd2);
    if (column_we_i) assert ({24'd0, place_i} < COLS);
    if (row_we_i) assert ({24'd0, place_i} < COLS / LANES && {24'd0, bank_i} < LANES);
  end
`endif

endmodule
