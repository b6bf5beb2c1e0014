// hb_norm_reader: addresses and pace of the rows of NORM, part by part.
//
// A part is what is taken in a cycle, a word has 2^TURN_BITS parts. A row begins when the parts of
// the row before have been read and ROW_CYCLES cycles have passed since that began, four fewer
// without wide_i.
//
// Latency: the first address is the cycle after start_i; valid_o, part_o and the flags are one
//   cycle behind the address, with the word that is read.
// Throughput: one part a cycle, a row every max(parts, ROW_CYCLES) cycles.
// Handshake: start_i only while running_o is low, with rows_i and base_i; the other fields are
//   taken as they are while running_o. running_o falls when another row could begin.
// Combinational paths: none.
module hb_norm_reader #(
  parameter int PART_BITS  = 6,
  parameter int TURN_BITS  = 1,
  parameter int ROW_CYCLES = 51
) (
  input  logic                          clk_i,
  input  logic                          rst_ni,
  input  logic                          start_i,
  input  logic [15:0]                   rows_i,
  input  logic [hb_pkg::ADDR_WIDTH-1:0] base_i,
  input  logic [hb_pkg::ADDR_WIDTH-1:0] stride_i,
  input  logic                          wide_i,
  input  logic [PART_BITS-1:0]          last_part_i,
  output logic                          running_o,
  output logic                          re_o,
  output logic [hb_pkg::ADDR_WIDTH-1:0] raddr_o,
  output logic                          valid_o,
  output logic                          first_o,
  output logic                          last_o,
  output logic [PART_BITS-1:0]          part_o
);

  localparam int AW = hb_pkg::ADDR_WIDTH;
  localparam int WIDE_LIMIT = ROW_CYCLES - 1;
  localparam int NARROW_LIMIT = ROW_CYCLES - 5;

  logic                 reading_q;
  logic [PART_BITS-1:0] part_q;
  logic [6:0]           slot_q;
  logic [15:0]          rows_q;
  logic [AW-1:0]        row_addr_q;
  logic                 settled;
  logic                 complete;

  assign settled = slot_q == (wide_i ? WIDE_LIMIT[6:0] : NARROW_LIMIT[6:0]);
  assign complete = part_q == last_part_i;
  assign re_o = reading_q && part_q[TURN_BITS-1:0] == '0;
  assign raddr_o = row_addr_q + {{(AW+TURN_BITS-PART_BITS){1'b0}}, part_q[PART_BITS-1:TURN_BITS]};

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      running_o  <= 1'b0;
      reading_q  <= 1'b0;
      part_q     <= '0;
      slot_q     <= '0;
      rows_q     <= '0;
      row_addr_q <= '0;
    end else if (start_i) begin
      running_o  <= 1'b1;
      reading_q  <= 1'b1;
      part_q     <= '0;
      slot_q     <= '0;
      rows_q     <= rows_i;
      row_addr_q <= base_i;
    end else if (running_o) begin
      if (!settled) slot_q <= slot_q + 7'd1;
      if (!complete) begin
        part_q <= part_q + {{(PART_BITS-1){1'b0}}, 1'b1};
      end else if (!settled) begin
        reading_q <= 1'b0;
      end else begin
        running_o  <= rows_q != 16'd1;
        reading_q  <= rows_q != 16'd1;
        part_q     <= '0;
        slot_q     <= '0;
        rows_q     <= rows_q - 16'd1;
        row_addr_q <= row_addr_q + stride_i;
      end
    end
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      valid_o <= 1'b0;
      first_o <= 1'b0;
      last_o  <= 1'b0;
      part_o  <= '0;
    end else begin
      valid_o <= reading_q;
      first_o <= part_q == '0;
      last_o  <= complete;
      part_o  <= part_q;
    end
  end

endmodule
