// hb_ew: executes EW: reads words of act or res and hands them to the epilogue as values.
//
// With reduce_i a word of the result is the sum, the greatest or the least of the words of rows_i
// rows, a_stride_i apart.
//
// Act codes are sign or zero extended, res elements sign extended, to ACC_BITS.
//
// Latency: first address the cycle after start_i; valid_o one cycle behind the address, the last
//   one of the word, with value_o decoded from the read data of that cycle.
// Throughput: one word read a cycle.
// Handshake: start_i only while the whole command is idle (done_o of the epilogue), with the
//   command fields. No back-pressure: the sequencer has reserved every port.
// Combinational paths: act_rdata_i and res_rdata_i to value_o.
module hb_ew #(
  parameter int ELEMENTS = 8,
  parameter int ACT_BITS = 8,
  parameter int ACC_BITS = 24
) (
  input  logic                                      clk_i,
  input  logic                                      rst_ni,
  input  logic                                      start_i,
  input  logic                                      source_i,
  input  logic                                      act_signed_i,
  input  logic                                      residual_enable_i,
  input  logic [hb_pkg::CMD_REDUCE_WIDTH-1:0]       reduce_i,
  input  logic [hb_pkg::CMD_ROW_BLOCKS_WIDTH-1:0]   rows_i,
  input  logic [hb_pkg::ADDR_WIDTH-1:0]             a_base_i,
  input  logic [hb_pkg::ADDR_WIDTH-1:0]             a_stride_i,
  input  logic [hb_pkg::ADDR_WIDTH-1:0]             o_base_i,
  input  logic [hb_pkg::ADDR_WIDTH-1:0]             r_base_i,
  input  logic [hb_pkg::CMD_P_BASE_WIDTH-1:0]       p_base_i,
  input  logic [hb_pkg::ADDR_WIDTH-1:0]             count_i,
  output logic                                      act_re_o,
  output logic [hb_pkg::ADDR_WIDTH-1:0]             act_raddr_o,
  input  logic [ELEMENTS*ACT_BITS-1:0]              act_rdata_i,
  output logic                                      res_re_o,
  output logic [hb_pkg::ADDR_WIDTH-1:0]             res_raddr_o,
  input  logic [ELEMENTS*hb_pkg::ELEMENT_WIDTH-1:0] res_rdata_i,
  output logic                                      par_re_o,
  output logic [hb_pkg::ADDR_WIDTH-1:0]             par_raddr_o,
  output logic                                      valid_o,
  output logic                                      last_o,
  output logic [hb_pkg::ADDR_WIDTH-1:0]             waddr_o,
  output logic [ELEMENTS*ACC_BITS-1:0]              value_o
);

  localparam int EW = hb_pkg::ELEMENT_WIDTH;
  localparam int AW = hb_pkg::ADDR_WIDTH;
  localparam int RW = hb_pkg::CMD_ROW_BLOCKS_WIDTH;
  localparam int KW = hb_pkg::CMD_REDUCE_WIDTH;

  logic          run_q;
  logic [KW-1:0] reduce_q;
  logic [RW-1:0] rows_q;
  logic [RW-1:0] rows_left_q;
  logic [AW-1:0] stride_q;
  logic [AW-1:0] word_addr_q;
  logic          word_end;
  logic          source_q;
  logic          signed_q;
  logic          residual_q;
  logic [AW-1:0] left_q;
  logic [AW-1:0] source_addr_q;
  logic [AW-1:0] residual_addr_q;
  logic [AW-1:0] o_addr_q;

  assign word_end = reduce_q == hb_pkg::REDUCE_NONE || rows_left_q == 12'd1;
  assign act_re_o = run_q && !source_q;
  assign act_raddr_o = source_addr_q;
  assign res_re_o = run_q && (source_q || residual_q);
  assign res_raddr_o = source_q ? source_addr_q : residual_addr_q;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      run_q           <= 1'b0;
      reduce_q        <= hb_pkg::REDUCE_NONE;
      rows_q          <= '0;
      rows_left_q     <= '0;
      stride_q        <= '0;
      word_addr_q     <= '0;
      source_q        <= 1'b0;
      signed_q        <= 1'b0;
      residual_q      <= 1'b0;
      left_q          <= '0;
      source_addr_q   <= '0;
      residual_addr_q <= '0;
      o_addr_q        <= '0;
      par_re_o        <= 1'b0;
      par_raddr_o     <= '0;
    end else if (start_i) begin
      run_q           <= 1'b1;
      reduce_q        <= reduce_i;
      rows_q          <= rows_i;
      rows_left_q     <= rows_i;
      stride_q        <= a_stride_i;
      word_addr_q     <= a_base_i;
      source_q        <= source_i;
      signed_q        <= act_signed_i;
      residual_q      <= residual_enable_i;
      left_q          <= count_i;
      source_addr_q   <= a_base_i;
      residual_addr_q <= r_base_i;
      o_addr_q        <= o_base_i;
      par_re_o        <= 1'b1;
      par_raddr_o     <= {4'd0, p_base_i};
    end else begin
      par_re_o <= 1'b0;
      if (run_q && word_end) begin
        run_q           <= left_q != 16'd1;
        left_q          <= left_q - 16'd1;
        rows_left_q     <= rows_q;
        word_addr_q     <= word_addr_q + 16'd1;
        source_addr_q   <= word_addr_q + 16'd1;
        residual_addr_q <= residual_addr_q + 16'd1;
        o_addr_q        <= o_addr_q + 16'd1;
      end else if (run_q) begin
        rows_left_q   <= rows_left_q - 12'd1;
        source_addr_q <= source_addr_q + stride_q;
      end
    end
  end

  // The word in the output register of the memory.
  logic read_q;
  logic first_q;
  logic end_q;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      read_q  <= 1'b0;
      first_q <= 1'b0;
      end_q   <= 1'b0;
      last_o  <= 1'b0;
      waddr_o <= '0;
    end else begin
      read_q  <= run_q;
      first_q <= rows_left_q == rows_q;
      end_q   <= word_end;
      last_o  <= run_q && word_end && left_q == 16'd1;
      waddr_o <= o_addr_q;
    end
  end

  logic [ELEMENTS*ACC_BITS-1:0] value;

  hb_reduce #(
    .ELEMENTS(ELEMENTS),
    .ACC_BITS(ACC_BITS)
  ) u_reduce (
    .clk_i  (clk_i),
    .valid_i(read_q),
    .kind_i (reduce_q),
    .first_i(first_q),
    .end_i  (end_q),
    .value_i(value),
    .valid_o(valid_o),
    .value_o(value_o)
  );

  for (genvar e = 0; e < ELEMENTS; e++) begin : gen_value
    logic [ACT_BITS-1:0] code;
    logic [EW-1:0]       element;
    assign code = act_rdata_i[e*ACT_BITS +: ACT_BITS];
    assign element = res_rdata_i[e*EW +: EW];
    assign value[e*ACC_BITS +: ACC_BITS] = source_q
        ? {{(ACC_BITS-EW){element[EW-1]}}, element}
        : {{(ACC_BITS-ACT_BITS){signed_q & code[ACT_BITS-1]}}, code};
  end

endmodule
