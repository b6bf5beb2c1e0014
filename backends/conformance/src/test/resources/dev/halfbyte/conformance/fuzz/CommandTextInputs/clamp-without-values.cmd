cmd 1
kernel gemm
config rows=1 cols=16 lanes=4 act_bits=8 wgt_bits=4 acc_bits=24 value_bits=33 array=0 engines=1 act_depth=4096 res_depth=2048 wgt_depth=2048 par_depth=512 tables=2 cmd_depth=512 act_side_depth=0 res_side_depth=0 wgt_side_depth=0 softmax_row_max=0 norm_row_max=0 gain_depth=0 factor_depth=0 dram=0 pack=0
input x shape=[5x64] rows=5 cols=64
output y shape=[5x48] rows=5 cols=48 bits=16 signed=true scale=0x390e7574 zero=0
image w1_0 memory=wgt words=16 offset=0 bytes=512
image p1_0 memory=par words=4 offset=512 bytes=256
image w1_1 memory=wgt words=16 offset=768 bytes=512
image p1_1 memory=par words=4 offset=1280 bytes=256
image w1_2 memory=wgt words=16 offset=1536 bytes=512
image p1_2 memory=par words=4 offset=2048 bytes=256
in input=x first=0 rows=5 bits=8 inverse_scale=0x4031b35f storage=s4 zero=0
in image=w1_0
in image=p1_0
in image=w1_1
in image=p1_1
in image=w1_2
in image=p1_2
out output=y first=0 rows=5
load target=act base=0 words=80
load target=wgt base=0 words=16
load target=par base=0 words=4
gemm act=0 act_stride=16 row_blocks=5 signed=true decode=false wgt=0 wgt_stride=16 tiles=1 wgt_zero=0 k_words=16 par=0 stride=12 column=0 to=res out=0 zero=0 lo=-32768 hi=32767 wait=load
load target=wgt base=16 words=16
load target=par base=4 words=4
gemm act=0 act_stride=16 row_blocks=5 signed=true decode=false wgt=16 wgt_stride=16 tiles=1 wgt_zero=0 k_words=16 par=4 stride=12 column=0 to=res out=4 zero=0 lo=256 hi=1 wait=load
load target=wgt base=32 words=16
load target=par base=8 words=4
gemm act=0 act_stride=16 row_blocks=5 signed=true decode=false wgt=32 wgt_stride=16 tiles=1 wgt_zero=0 k_words=16 par=8 stride=12 column=0 to=res out=8 zero=0 lo=-32768 hi=32767 wait=load
store source=res base=0 stride=60 rows=1 words=60 last=true wait=mac
end
