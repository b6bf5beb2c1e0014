// hb_decode: what ELEMENTS act codes stand for, as operands of the array.
//
// With enable_i operand e is record (code mod 16) of a loadable table, without it the code itself,
// sign or zero extended. we_i replaces the whole table.
//
// Latency: 0 cycles from act_i to operand_o; a written table is seen in the next cycle.
// Throughput: ELEMENTS operands a cycle.
// Handshake: none. The table changes only while no operand is in use.
// Combinational paths: act_i, enable_i and signed_i to operand_o.
module hb_decode #(
  parameter int ELEMENTS     = 8,
  parameter int ACT_BITS     = 4,
  parameter int OPERAND_BITS = 5
) (
  input  logic                               clk_i,
  input  logic                               we_i,
  input  logic [hb_pkg::DECODE_WIDTH-1:0]    wdata_i,
  input  logic                               enable_i,
  input  logic                               signed_i,
  input  logic [ELEMENTS*ACT_BITS-1:0]       act_i,
  output logic [ELEMENTS*OPERAND_BITS-1:0]   operand_o
);

  localparam int RECORDS = hb_pkg::DECODE_RECORDS;
  localparam int RW = hb_pkg::DECODE_RECORD_WIDTH;

  // Bit b of all records side by side, so that an operand bit is one selection of 16.
  logic [OPERAND_BITS*RECORDS-1:0] table_q;

  // verilator lint_off UNUSEDSIGNAL
  // Reason: records are wider than operands, and the tail of the word belongs to the array.
  logic [hb_pkg::DECODE_WIDTH-1:0] word;
  // verilator lint_on UNUSEDSIGNAL
  assign word = wdata_i;

  always_ff @(posedge clk_i) begin
    if (we_i) begin
      for (int unsigned r = 0; r < RECORDS; r++) begin
        for (int unsigned b = 0; b < OPERAND_BITS; b++) begin
          table_q[b*RECORDS + r] <= word[r*RW + b];
        end
      end
    end
  end

  for (genvar e = 0; e < ELEMENTS; e++) begin : gen_operand
    // verilator lint_off UNUSEDSIGNAL
    // Reason: a code may be wider than the operand, which then comes from the table only.
    logic [RW-1:0]       extended;
    // verilator lint_on UNUSEDSIGNAL
    logic [ACT_BITS-1:0] code;
    assign code = act_i[e*ACT_BITS +: ACT_BITS];
    assign extended = {{(RW-ACT_BITS){signed_i & code[ACT_BITS-1]}}, code};
    for (genvar b = 0; b < OPERAND_BITS; b++) begin : gen_bit
      logic [RECORDS-1:0] choices;
      assign choices = table_q[b*RECORDS +: RECORDS];
      assign operand_o[e*OPERAND_BITS + b] = enable_i ? choices[code[3:0]] : extended[b];
    end
  end

endmodule
