// hb_epilogue: requantization, table lookup and packing behind GEMM and EW, up to the write ports.
//
// configure_i takes the fields of a command; they hold until the next one. Each valid_i brings
// ROWS*LANES values with their par word, residual word and write address; last_i marks the final
// set of a command. With factor_enable_i multiplier and shift of all values are those of factor_i,
// which comes with the par word. waddr_o is that of act and res; codes for weights are act_wdata_o.
// EXPLICIT, VALUE_BITS and MULT_BITS are those of hb_requant.
//
// Latency: 6 cycles from valid_i to the write port; done_o is in the cycle of the last write.
// Throughput: one word a cycle.
// Handshake: valid only, no back-pressure. configure_i only while nothing is in flight.
// Combinational paths: none.
module hb_epilogue #(
  parameter int ELEMENTS   = 8,
  parameter int LANES      = 1,
  parameter int ACT_BITS   = 8,
  parameter int ACC_BITS   = 24,
  parameter int TABLES     = 4,
  parameter int EXPLICIT   = 0,
  parameter int VALUE_BITS = 33,
  parameter int MULT_BITS  = 31
) (
  input  logic                                      clk_i,
  input  logic                                      rst_ni,
  input  logic                                      configure_i,
  input  logic                                      broadcast_i,
  input  logic [hb_pkg::CMD_DEST_WIDTH-1:0]         dest_i,
  input  logic                                      factor_enable_i,
  input  logic                                      residual_enable_i,
  input  logic                                      table_enable_i,
  input  logic                                      table_signed_i,
  input  logic [hb_pkg::CMD_TABLE_ID_WIDTH-1:0]     table_id_i,
  input  logic [hb_pkg::ELEMENT_WIDTH-1:0]          zero_i,
  input  logic [hb_pkg::ELEMENT_WIDTH-1:0]          lo_i,
  input  logic [hb_pkg::ELEMENT_WIDTH-1:0]          hi_i,
  input  logic [hb_pkg::CMD_M2_WIDTH-1:0]           m2_i,
  input  logic [hb_pkg::ELEMENT_WIDTH-1:0]          z2_i,
  input  logic                                      valid_i,
  input  logic                                      last_i,
  input  logic [hb_pkg::ADDR_WIDTH-1:0]             waddr_i,
  input  logic [ELEMENTS*ACC_BITS-1:0]              value_i,
  input  logic [LANES*hb_pkg::RECORD_WIDTH-1:0]     par_i,
  input  logic [hb_pkg::FACTOR_WIDTH-1:0]           factor_i,
  input  logic [ELEMENTS*hb_pkg::ELEMENT_WIDTH-1:0] residual_i,
  input  logic                                      table_we_i,
  input  logic [hb_pkg::ADDR_WIDTH-1:0]             table_waddr_i,
  input  logic [hb_pkg::STREAM_WIDTH-1:0]           table_wdata_i,
  output logic                                      act_we_o,
  output logic                                      res_we_o,
  output logic                                      column_we_o,
  output logic                                      row_we_o,
  output logic [hb_pkg::ADDR_WIDTH-1:0]             waddr_o,
  output logic [ELEMENTS*ACT_BITS-1:0]              act_wdata_o,
  output logic [ELEMENTS*hb_pkg::ELEMENT_WIDTH-1:0] res_wdata_o,
  output logic                                      done_o
);

  localparam int EW = hb_pkg::ELEMENT_WIDTH;
  localparam int TAG_BITS = hb_pkg::ADDR_WIDTH + 1;

  logic                                  broadcast_q;
  logic [hb_pkg::CMD_DEST_WIDTH-1:0]     dest_q;
  logic                                  factor_enable_q;
  logic                                  residual_enable_q;
  logic                                  table_enable_q;
  logic                                  table_signed_q;
  logic [hb_pkg::CMD_TABLE_ID_WIDTH-1:0] table_id_q;
  logic [EW-1:0]                         zero_q;
  logic [EW-1:0]                         lo_q;
  logic [EW-1:0]                         hi_q;
  logic [hb_pkg::CMD_M2_WIDTH-1:0]       m2_q;
  logic [EW-1:0]                         z2_q;

  always_ff @(posedge clk_i) begin
    if (configure_i) begin
      broadcast_q       <= broadcast_i;
      dest_q            <= dest_i;
      factor_enable_q   <= factor_enable_i;
      residual_enable_q <= residual_enable_i;
      table_enable_q    <= table_enable_i;
      table_signed_q    <= table_signed_i;
      table_id_q        <= table_id_i;
      zero_q            <= zero_i;
      lo_q              <= lo_i;
      hi_q              <= hi_i;
      m2_q              <= m2_i;
      z2_q              <= z2_i;
    end
  end

  // A factor of the row takes the place of multiplier and shift in every record.
  localparam int RW = hb_pkg::RECORD_WIDTH;
  localparam int SHIFT_LSB = hb_pkg::RECORD_SHIFT_LSB;
  localparam int SHIFT_BITS = hb_pkg::FACTOR_WIDTH - hb_pkg::FACTOR_MULT_WIDTH;
  localparam int SHIFT_END = SHIFT_LSB + SHIFT_BITS;
  logic [LANES*RW-1:0] records;
  for (genvar l = 0; l < LANES; l++) begin : gen_record
    assign records[l*RW +: RW] = !factor_enable_q ? par_i[l*RW +: RW] : {
      par_i[l*RW+SHIFT_END +: RW-SHIFT_END],
      factor_i[hb_pkg::FACTOR_MULT_WIDTH +: SHIFT_BITS],
      1'b0,
      factor_i[0 +: hb_pkg::FACTOR_MULT_WIDTH],
      par_i[l*RW +: hb_pkg::RECORD_MULT_LSB]
    };
  end

  logic                   requant_valid;
  logic [TAG_BITS-1:0]    requant_tag;
  logic [ELEMENTS*EW-1:0] requant_y;
  logic                   write_valid;
  logic [TAG_BITS-1:0]    write_tag;
  logic [ELEMENTS*EW-1:0] write_y;

  hb_requant #(
    .ELEMENTS  (ELEMENTS),
    .LANES     (LANES),
    .ACC_BITS  (ACC_BITS),
    .TAG_BITS  (TAG_BITS),
    .EXPLICIT  (EXPLICIT),
    .VALUE_BITS(VALUE_BITS),
    .MULT_BITS (MULT_BITS)
  ) u_requant (
    .clk_i            (clk_i),
    .rst_ni           (rst_ni),
    .broadcast_i      (broadcast_q),
    .residual_enable_i(residual_enable_q),
    .zero_i           (zero_q),
    .lo_i             (lo_q),
    .hi_i             (hi_q),
    .m2_i             (m2_q),
    .z2_i             (z2_q),
    .valid_i          (valid_i),
    .tag_i            ({last_i, waddr_i}),
    .value_i          (value_i),
    .par_i            (records),
    .residual_i       (residual_i),
    .valid_o          (requant_valid),
    .tag_o            (requant_tag),
    .y_o              (requant_y)
  );

  hb_table #(
    .ELEMENTS(ELEMENTS),
    .TABLES  (TABLES),
    .TAG_BITS(TAG_BITS)
  ) u_table (
    .clk_i     (clk_i),
    .rst_ni    (rst_ni),
    .we_i      (table_we_i),
    .waddr_i   (table_waddr_i),
    .wdata_i   (table_wdata_i),
    .enable_i  (table_enable_q),
    .signed_i  (table_signed_q),
    .table_id_i(table_id_q),
    .valid_i   (requant_valid),
    .tag_i     (requant_tag),
    .y_i       (requant_y),
    .valid_o   (write_valid),
    .tag_o     (write_tag),
    .y_o       (write_y)
  );

  assign act_we_o = write_valid && dest_q == hb_pkg::DEST_ACT;
  assign res_we_o = write_valid && dest_q == hb_pkg::DEST_RES;
  assign column_we_o = write_valid && dest_q == hb_pkg::DEST_WGT_COLUMNS;
  assign row_we_o = write_valid && dest_q == hb_pkg::DEST_WGT_ROWS;
  assign waddr_o = write_tag[hb_pkg::ADDR_WIDTH-1:0];
  assign res_wdata_o = write_y;
  assign done_o = write_valid && write_tag[TAG_BITS-1];

  for (genvar e = 0; e < ELEMENTS; e++) begin : gen_pack
    assign act_wdata_o[e*ACT_BITS +: ACT_BITS] = write_y[e*EW +: ACT_BITS];
  end

endmodule
