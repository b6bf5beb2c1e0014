; Tile registers in memory, as "Intel 64 and IA-32 Architectures Software Developer's Manual" defines
; LDTILECFG, TILERELEASE, TILELOADD, TILESTORED and TDPBUSD (palette 1). Where an instruction raises
; #UD, these functions trap. A unit is the 64 bytes of the configuration in force (byte 0 the
; palette, 0 after a release; from 16 on the bytes of a row of each register as u16, from 48 on its
; rows as u8), then eight registers of 16 rows of 64 bytes.

define internal void @hb.tile.release(ptr %unit) #own {
start:
  br label %zero
zero:
  %at = phi i64 [ 0, %start ], [ %next, %zero ]
  %line = getelementptr inbounds i8, ptr %unit, i64 %at
  store <64 x i8> zeroinitializer, ptr %line, align 64
  %next = add i64 %at, 64
  %more = icmp ult i64 %next, 8256
  br i1 %more, label %zero, label %done
done:
  ret void
}

; All registers are zero under a new configuration.
define internal void @hb.tile.configure(ptr %unit, ptr %configuration) #own {
start:
  call void @hb.tile.release(ptr %unit)
  %palette = load i8, ptr %configuration, align 1
  %known = icmp eq i8 %palette, 1
  br i1 %known, label %copy, label %refuse
copy:
  %bytes = load <64 x i8>, ptr %configuration, align 1
  store <64 x i8> %bytes, ptr %unit, align 64
  ret void
refuse:
  call void @llvm.trap()
  unreachable
}

; Rows of a register, 1 to 16.
define internal i64 @hb.tile.rows(ptr %unit, i64 %tile) #own {
start:
  %palette = load i8, ptr %unit, align 64
  %configured = icmp eq i8 %palette, 1
  %at = add i64 %tile, 48
  %field = getelementptr inbounds i8, ptr %unit, i64 %at
  %byte = load i8, ptr %field, align 1
  %rows = zext i8 %byte to i64
  %less = sub i64 %rows, 1
  %few = icmp ult i64 %less, 16
  %fits = and i1 %configured, %few
  br i1 %fits, label %done, label %refuse
done:
  ret i64 %rows
refuse:
  call void @llvm.trap()
  unreachable
}

; Bytes of a row of a register, 1 to 64.
define internal i64 @hb.tile.bytes(ptr %unit, i64 %tile) #own {
start:
  %twice = shl i64 %tile, 1
  %at = add i64 %twice, 16
  %field = getelementptr inbounds i8, ptr %unit, i64 %at
  %word = load i16, ptr %field, align 1
  %bytes = zext i16 %word to i64
  %less = sub i64 %bytes, 1
  %fits = icmp ult i64 %less, 64
  br i1 %fits, label %done, label %refuse
done:
  ret i64 %bytes
refuse:
  call void @llvm.trap()
  unreachable
}

define internal ptr @hb.tile.row(ptr %unit, i64 %tile, i64 %row) #own {
start:
  %rows = shl i64 %tile, 4
  %number = add i64 %rows, %row
  %lines = add i64 %number, 1
  %at = shl i64 %lines, 6
  %address = getelementptr inbounds i8, ptr %unit, i64 %at
  ret ptr %address
}

; The first bytes of a line.
define internal <64 x i1> @hb.tile.mask(i64 %bytes) #own {
start:
  %count = trunc i64 %bytes to i8
  %one = insertelement <64 x i8> poison, i8 %count, i64 0
  %all = shufflevector <64 x i8> %one, <64 x i8> poison, <64 x i32> zeroinitializer
  %mask = icmp ult <64 x i8> <i8 0, i8 1, i8 2, i8 3, i8 4, i8 5, i8 6, i8 7, i8 8, i8 9, i8 10, i8 11, i8 12, i8 13, i8 14, i8 15, i8 16, i8 17, i8 18, i8 19, i8 20, i8 21, i8 22, i8 23, i8 24, i8 25, i8 26, i8 27, i8 28, i8 29, i8 30, i8 31, i8 32, i8 33, i8 34, i8 35, i8 36, i8 37, i8 38, i8 39, i8 40, i8 41, i8 42, i8 43, i8 44, i8 45, i8 46, i8 47, i8 48, i8 49, i8 50, i8 51, i8 52, i8 53, i8 54, i8 55, i8 56, i8 57, i8 58, i8 59, i8 60, i8 61, i8 62, i8 63>, %all
  ret <64 x i1> %mask
}

; What is not configured becomes zero.
define internal void @hb.tile.load(ptr %unit, i64 %tile, ptr %base, i64 %stride) #own {
start:
  %rows = call i64 @hb.tile.rows(ptr %unit, i64 %tile)
  %bytes = call i64 @hb.tile.bytes(ptr %unit, i64 %tile)
  %mask = call <64 x i1> @hb.tile.mask(i64 %bytes)
  br label %row
row:
  %r = phi i64 [ 0, %start ], [ %next, %write ]
  %inside = icmp ult i64 %r, %rows
  br i1 %inside, label %read, label %write
read:
  %distance = mul i64 %r, %stride
  %source = getelementptr i8, ptr %base, i64 %distance
  %loaded = call <64 x i8> @llvm.masked.load.v64i8.p0(ptr %source, i32 1, <64 x i1> %mask, <64 x i8> zeroinitializer)
  br label %write
write:
  %line = phi <64 x i8> [ zeroinitializer, %row ], [ %loaded, %read ]
  %target = call ptr @hb.tile.row(ptr %unit, i64 %tile, i64 %r)
  store <64 x i8> %line, ptr %target, align 64
  %next = add i64 %r, 1
  %more = icmp ult i64 %next, 16
  br i1 %more, label %row, label %done
done:
  ret void
}

define internal void @hb.tile.store(ptr %unit, i64 %tile, ptr %base, i64 %stride) #own {
start:
  %rows = call i64 @hb.tile.rows(ptr %unit, i64 %tile)
  %bytes = call i64 @hb.tile.bytes(ptr %unit, i64 %tile)
  %mask = call <64 x i1> @hb.tile.mask(i64 %bytes)
  br label %row
row:
  %r = phi i64 [ 0, %start ], [ %next, %row ]
  %source = call ptr @hb.tile.row(ptr %unit, i64 %tile, i64 %r)
  %line = load <64 x i8>, ptr %source, align 64
  %distance = mul i64 %r, %stride
  %target = getelementptr i8, ptr %base, i64 %distance
  call void @llvm.masked.store.v64i8.p0(<64 x i8> %line, ptr %target, i32 1, <64 x i1> %mask)
  %next = add i64 %r, 1
  %more = icmp ult i64 %next, %rows
  br i1 %more, label %row, label %done
done:
  ret void
}

; For m < rows, k < bytes of a row of %left / 4, n: sums[m][n] += the four products of u8 left[m][k]
; by s8 right[k][n], each exact, in wrapping 32 bits. Lanes beyond the bytes of a row are zero in
; all registers and stay so.
define internal void @hb.tile.tdpbusd(ptr %unit, i64 %sums, i64 %left, i64 %right) #own {
start:
  %rows = call i64 @hb.tile.rows(ptr %unit, i64 %sums)
  %leftRows = call i64 @hb.tile.rows(ptr %unit, i64 %left)
  %rightRows = call i64 @hb.tile.rows(ptr %unit, i64 %right)
  %sumBytes = call i64 @hb.tile.bytes(ptr %unit, i64 %sums)
  %leftBytes = call i64 @hb.tile.bytes(ptr %unit, i64 %left)
  %rightBytes = call i64 @hb.tile.bytes(ptr %unit, i64 %right)
  %depth = lshr i64 %leftBytes, 2
  %all = or i64 %sumBytes, %leftBytes
  %ragged = and i64 %all, 3
  %whole = icmp eq i64 %ragged, 0
  %sameRows = icmp eq i64 %rows, %leftRows
  %sameDepth = icmp eq i64 %depth, %rightRows
  %sameColumns = icmp eq i64 %sumBytes, %rightBytes
  %other1 = icmp ne i64 %sums, %left
  %other2 = icmp ne i64 %sums, %right
  %other3 = icmp ne i64 %left, %right
  %fit1 = and i1 %whole, %sameRows
  %fit2 = and i1 %sameDepth, %sameColumns
  %fit3 = and i1 %other1, %other2
  %fit4 = and i1 %fit1, %fit2
  %fit5 = and i1 %fit3, %other3
  %fit = and i1 %fit4, %fit5
  br i1 %fit, label %row, label %refuse
row:
  %m = phi i64 [ 0, %start ], [ %nextRow, %stored ]
  %target = call ptr @hb.tile.row(ptr %unit, i64 %sums, i64 %m)
  %factors = call ptr @hb.tile.row(ptr %unit, i64 %left, i64 %m)
  %before = load <16 x i32>, ptr %target, align 64
  br label %step
step:
  %k = phi i64 [ 0, %row ], [ %nextStep, %step ]
  %sum = phi <16 x i32> [ %before, %row ], [ %sum3, %step ]
  %four = getelementptr inbounds i32, ptr %factors, i64 %k
  %quad = load i32, ptr %four, align 4
  %one = insertelement <16 x i32> poison, i32 %quad, i64 0
  %a = shufflevector <16 x i32> %one, <16 x i32> poison, <16 x i32> zeroinitializer
  %weights = call ptr @hb.tile.row(ptr %unit, i64 %right, i64 %k)
  %b = load <16 x i32>, ptr %weights, align 64
  %a0 = and <16 x i32> %a, splat (i32 255)
  %b0top = shl <16 x i32> %b, splat (i32 24)
  %b0 = ashr <16 x i32> %b0top, splat (i32 24)
  %product0 = mul <16 x i32> %a0, %b0
  %sum0 = add <16 x i32> %sum, %product0
  %a1low = lshr <16 x i32> %a, splat (i32 8)
  %a1 = and <16 x i32> %a1low, splat (i32 255)
  %b1top = shl <16 x i32> %b, splat (i32 16)
  %b1 = ashr <16 x i32> %b1top, splat (i32 24)
  %product1 = mul <16 x i32> %a1, %b1
  %sum1 = add <16 x i32> %sum0, %product1
  %a2low = lshr <16 x i32> %a, splat (i32 16)
  %a2 = and <16 x i32> %a2low, splat (i32 255)
  %b2top = shl <16 x i32> %b, splat (i32 8)
  %b2 = ashr <16 x i32> %b2top, splat (i32 24)
  %product2 = mul <16 x i32> %a2, %b2
  %sum2 = add <16 x i32> %sum1, %product2
  %a3 = lshr <16 x i32> %a, splat (i32 24)
  %b3 = ashr <16 x i32> %b, splat (i32 24)
  %product3 = mul <16 x i32> %a3, %b3
  %sum3 = add <16 x i32> %sum2, %product3
  %nextStep = add i64 %k, 1
  %moreSteps = icmp ult i64 %nextStep, %depth
  br i1 %moreSteps, label %step, label %stored
stored:
  store <16 x i32> %sum3, ptr %target, align 64
  %nextRow = add i64 %m, 1
  %moreRows = icmp ult i64 %nextRow, %rows
  br i1 %moreRows, label %row, label %done
done:
  ret void
refuse:
  call void @llvm.trap()
  unreachable
}
