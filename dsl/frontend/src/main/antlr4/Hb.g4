// The .hb language: kernels and functions, numerics, hardware.
//
// Line breaks mean nothing. A statement ends where no operator can continue it; `;` between statements is optional.
// Words that have a meaning in one place only stay usable as names: they are listed under `name`.
// Chains of operators are flat lists, so that their length costs no parser stack.
grammar Hb;

file : declaration* EOF ;

declaration : kernel | function | numerics | hardware ;

// ---- what is computed ----------------------------------------------------------------------------------------------

kernel
  : 'kernel' name ('[' dimension (',' dimension)* ']')? '(' inputs=parameters? (';' weights=parameters?)? ')'
    '->' type (',' type)* '{' (statement ';'?)* '}'
  ;

dimension : name (':' INTEGER '..' INTEGER ('step' INTEGER)?)? ('=' expression)? ;

parameters : parameter (',' parameter)* ;

parameter : 'state'? name (',' name)* ':' type ;

type : name ('[' expression (',' expression)* ']')? ;

function
  : 'fn' name '(' (name (',' name)*)? ')' (indices? '=' masked ';'? | '{' (statement ';'?)* '}')
  ;

statement
  : 'let' binding (',' binding)*     # letStatement
  | 'return' result (',' result)*    # returnStatement
  | name indices? '=' masked         # defineStatement
  ;

binding : name '=' expression ;

result : (indices '=>')? masked ;

indices : '[' index (',' index)* ']' ;

index : name (':' expression)? ;

masked : expression ('where' comparison ('and' comparison)*)? ;

comparison : expression comparator expression ;

comparator : '<' | '<=' | '>' | '>=' | '==' | '!=' ;

expression : product (('+' | '-') product)* ;

product : unary (('*' | '/') unary)* ;

unary : '-'* primary ;

primary
  : number               # literal
  | '(' expression ')'   # parenthesised
  | name subscripts? ('(' (masked (',' masked)*)? ')')?   # reference
  ;

// An access `x[i + 1, j else 0]`, or the indices of a call `sum[r: 3](...)`, `softmax[j](...)`.
subscripts : '[' subscript (',' subscript)* ('else' expression)? ']' ;

subscript : expression (':' expression)? ;

number : INTEGER | FLOAT ;

// ---- with which numbers --------------------------------------------------------------------------------------------

numerics : 'numerics' name ('for' name)? '{' (numericsItem ';'?)* '}' ;

numericsItem
  : 'encoding' name '=' encoding                                # encodingItem
  | 'calibrate' method
      ('samples' sampleCount=INTEGER)? ('seed' seedValue=INTEGER)?   # calibrateItem
  | ('default' | path) setting (',' setting)*                   # ruleItem
  ;

path : segment ('.' segment)* ;

segment : name ('[' ('*' | INTEGER (',' INTEGER)*) ']')? | '*' | '**' ;

setting
  : role=('weight' | 'act' | 'residual') encoding granularity? ('via' method)?   # encodeSetting
  | 'norm' when=('late' | 'early')                                               # normSetting
  | 'softmax' name                                                               # softmaxSetting
  | 'rounding' name                                                              # roundingSetting
  | 'bias' name                                                                  # biasSetting
  ;

// A family without arguments is a word of the language: any other name there begins the next rule.
encoding : name (name arguments | family=('log2' | 'log_sqrt2' | 'adalog' | 'sulq' | 'twin_log' | 'post' | 'tan_fit' | 'fp4' | 'binary' | 'ternary') arguments?)? ;

granularity : 'tensor' | 'token' | 'axis' INTEGER | 'group' INTEGER ;

method : name arguments? ;

arguments : '(' (argument (',' argument)*)? ')' ;

argument : (name '=')? argumentValue ;

argumentValue : '-'? number ('/' number)? | name ;

// ---- on what hardware ----------------------------------------------------------------------------------------------

hardware : 'hardware' name '{' (hardwareItem ';'?)* '}' ;

hardwareItem
  : 'array' name INTEGER 'x' INTEGER 'x' INTEGER '{' property (',' property)* '}'   # arrayItem
  | 'unit' name ('x' INTEGER)? ('{' property (',' property)* '}')?                  # unitItem
  | 'mem' name INTEGER name ('banks' INTEGER | 'double')*                           # memoryItem
  | 'port' name (',' name)* kind=portKind INTEGER?                                  # portItem
  | 'clock' number name ('on' name)?                                                # clockItem
  | 'require' requirement (',' requirement)*                                        # requireItem
  ;

property : name propertyValue ('|'? propertyValue)* ;

propertyValue : name | INTEGER ;

portKind : name ;

requirement : name ('(' name ')')? comparator number unit=('k' | '%')? ;

// ---- names and tokens ----------------------------------------------------------------------------------------------

name
  : NAME | 'step'
  | 'encoding' | 'calibrate' | 'samples' | 'seed' | 'default' | 'weight' | 'act' | 'residual' | 'norm' | 'softmax' | 'rounding' | 'bias' | 'log2' | 'log_sqrt2' | 'adalog' | 'sulq' | 'twin_log' | 'post' | 'tan_fit' | 'fp4' | 'binary' | 'ternary' | 'late' | 'early'
  | 'tensor' | 'token' | 'axis' | 'group' | 'via' | 'for'
  | 'array' | 'unit' | 'mem' | 'port' | 'clock' | 'require' | 'banks' | 'double' | 'on' | 'x' | 'k'
  ;

INTEGER : [0-9]+ ;
FLOAT : ([0-9]+ ('.' [0-9]+)? | '.' [0-9]+) ([eE] [+-]? [0-9]+)? ;
MALFORMED_NUMBER : [0-9] [a-zA-Z0-9_]+ ;
NAME : [a-zA-Z_] [a-zA-Z0-9_]* ;

LINE_COMMENT : '//' ~[\r\n]* -> channel(HIDDEN) ;
BLOCK_COMMENT : '/*' .*? '*/' -> channel(HIDDEN) ;
OPEN_COMMENT : '/*' ;
BLANK : [ \t\r\n]+ -> skip ;
UNKNOWN : . ;
