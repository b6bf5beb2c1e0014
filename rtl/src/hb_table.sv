// hb_table: TABLES unary functions of 8-bit codes, looked up by ELEMENTS codes at a time.
//
// With enable_i the output is entry (y & 255) of table table_id_i, sign or zero extended; without
// it the input passes unchanged. Entry e of table t sits in byte e mod 8 of word 32 t + e / 8.
//
// Latency: 1 cycle from valid_i to valid_o; a written word is seen by lookups of the next cycle.
// Throughput: ELEMENTS lookups and one 64-bit write a cycle.
// Handshake: valid only, no back-pressure. enable_i, signed_i and table_id_i are constant while
//   values are in flight.
// Combinational paths: none.
module hb_table #(
  parameter int ELEMENTS = 8,
  parameter int TABLES   = 4,
  parameter int TAG_BITS = 1
) (
  input  logic                                      clk_i,
  input  logic                                      rst_ni,
  input  logic                                      we_i,
  input  logic [hb_pkg::ADDR_WIDTH-1:0]             waddr_i,
  input  logic [hb_pkg::STREAM_WIDTH-1:0]           wdata_i,
  input  logic                                      enable_i,
  input  logic                                      signed_i,
  input  logic [hb_pkg::CMD_TABLE_ID_WIDTH-1:0]     table_id_i,
  input  logic                                      valid_i,
  input  logic [TAG_BITS-1:0]                       tag_i,
  input  logic [ELEMENTS*hb_pkg::ELEMENT_WIDTH-1:0] y_i,
  output logic                                      valid_o,
  output logic [TAG_BITS-1:0]                       tag_o,
  output logic [ELEMENTS*hb_pkg::ELEMENT_WIDTH-1:0] y_o
);

  localparam int EW = hb_pkg::ELEMENT_WIDTH;
  localparam int WORDS = 32 * TABLES;
  localparam int INDEX_BITS = $clog2(WORDS);

  logic [hb_pkg::STREAM_WIDTH-1:0] mem [WORDS];

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      valid_o <= 1'b0;
    end else begin
      valid_o <= valid_i;
    end
  end

  always_ff @(posedge clk_i) begin
    if (we_i) mem[waddr_i[INDEX_BITS-1:0]] <= wdata_i;
  end

  /* verilator lint_off BLKSEQ */
  // Reason: index, word and entry are temporaries of one pass; the ports are assigned without
  // blocking.
  always_ff @(posedge clk_i) begin : lookup
    // verilator lint_off UNUSEDSIGNAL
    // Reason: with fewer than 8 tables the upper bits of table_id_i are zero and index no memory.
    logic [7:0]  index;
    // verilator lint_on UNUSEDSIGNAL
    logic [63:0] word;
    logic [7:0]  entry;
    if (valid_i) begin
      tag_o <= tag_i;
      if (enable_i) begin
        for (int unsigned e = 0; e < ELEMENTS; e++) begin
          index = {table_id_i, y_i[e*EW+3 +: 5]};
          word = mem[index[INDEX_BITS-1:0]];
          entry = word[8*y_i[e*EW +: 3] +: 8];
          y_o[e*EW +: EW] <= {{8{signed_i & entry[7]}}, entry};
        end
      end else begin
        y_o <= y_i;
      end
    end
  end
  /* verilator lint_on BLKSEQ */

`ifndef SYNTHESIS
  always @(posedge clk_i) begin
    if (we_i) assert ({16'd0, waddr_i} < WORDS);
    if (valid_i && enable_i) assert ({29'd0, table_id_i} < TABLES);
  end
`endif

endmodule
