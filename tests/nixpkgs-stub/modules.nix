# A small, faithful part of nixpkgs' module system: what the modules of this project use of `lib`, with the same rules.
#
# A module is a path, a function or a set with `imports`, `options` and `config` (or the configuration alone). An option
# is declared once, defined any number of times, checked and merged by its type; a definition for an option that nobody
# declares, a value of the wrong type, a second value where one is asked for, and an option without a value are errors, in
# nixpkgs' words. Priorities are those of `mkDefault` and `mkForce`. What is not here, the modules do not use.
let
  inherit (builtins)
    all
    attrNames
    concatLists
    concatMap
    concatStringsSep
    filter
    foldl'
    head
    isAttrs
    isBool
    isFunction
    isList
    isString
    length
    listToAttrs
    mapAttrs
    ;

  show = concatStringsSep ".";
  isOption = value: isAttrs value && value._type or "" == "option";
  names = sets: attrNames (foldl' (all: set: all // set) { } sets);

  mkIf = condition: content: {
    _type = "if";
    inherit condition content;
  };
  mkMerge = contents: {
    _type = "merge";
    inherit contents;
  };
  mkOverride = priority: content: {
    _type = "override";
    inherit priority content;
  };

  # The definitions that stand behind `mkIf` and `mkMerge`, still as properties of the whole value.
  discharge =
    value:
    if isAttrs value && value._type or "" == "if" then
      if value.condition then discharge value.content else [ ]
    else if isAttrs value && value._type or "" == "merge" then
      concatMap discharge value.contents
    else
      [ value ];

  strongest =
    definitions:
    let
      given = map (
        value:
        if isAttrs value && value._type or "" == "override" then
          value
        else
          {
            priority = 100;
            content = value;
          }
      ) definitions;
      least = foldl' (best: one: if one.priority < best then one.priority else best) 10000 given;
    in
    map (one: one.content) (filter (one: one.priority == least) given);

  one =
    place: values:
    if length values == 1 || all (value: value == head values) values then
      head values
    else
      throw "The option `${show place}' has conflicting definition values";

  simple = name: check: {
    inherit name check;
    merge = one;
  };

  types = {
    bool = simple "boolean" isBool;
    str = simple "string" isString;
    path = simple "path" (value: builtins.substring 0 1 (toString value) == "/");
    package = simple "package" (value: isAttrs value && value.type or "" == "derivation");
    raw = {
      name = "raw value";
      check = _: true;
      merge =
        place: values:
        if length values == 1 then
          head values
        else
          throw "The option `${show place}' is defined multiple times while it's expected to be unique";
    };
    enum =
      values:
      simple "one of ${concatStringsSep ", " (map (value: "\"${value}\"") values)}" (
        value: builtins.elem value values
      );
    nullOr = type: {
      name = "null or ${type.name}";
      check = value: value == null || type.check value;
      merge =
        place: values:
        if all (value: value == null) values then null else type.merge place (filter (value: value != null) values);
    };
    either = left: right: {
      name = "${left.name} or ${right.name}";
      check = value: left.check value || right.check value;
      merge = place: values: if all left.check values then left.merge place values else right.merge place values;
    };
    listOf = type: {
      name = "list of ${type.name}";
      check = isList;
      merge = place: values: map (value: checked type place [ value ]) (concatLists values);
    };
    attrsOf = type: {
      name = "attribute set of ${type.name}";
      check = isAttrs;
      merge =
        place: values:
        let
          defined = name: concatMap (set: if set ? ${name} then discharge set.${name} else [ ]) values;
          present = filter (name: defined name != [ ]) (names values);
        in
        listToAttrs (
          map (name: {
            inherit name;
            value = checked type (place ++ [ name ]) (defined name);
          }) present
        );
    };
    submodule = module: {
      name = "submodule";
      check = value: isAttrs value || isFunction value;
      merge =
        place: values:
        (evaluate {
          prefix = place;
          modules = [ module ] ++ map (config: { inherit config; }) values;
          arguments.name = builtins.elemAt place (length place - 1);
        }).config;
    };
  };

  checked =
    type: place: definitions:
    let
      values = strongest definitions;
      wrong = filter (value: !type.check value) values;
    in
    if wrong != [ ] then
      throw "A definition for option `${show place}' is not of type `${type.name}'."
    else
      type.merge place values;

  # Modules as sets { options; config; }, with those that they import.
  load =
    arguments: module:
    let
      content = if builtins.isPath module || isString module then import module else module;
      set = if isFunction content then content arguments else content;
      whole = set ? options || set ? config || set ? imports;
    in
    concatMap (load arguments) (set.imports or [ ])
    ++ [
      {
        options = set.options or { };
        config = if whole then set.config or { } else set;
      }
    ];

  evaluate =
    {
      modules,
      arguments ? { },
      prefix ? [ ],
    }:
    let
      loaded = concatMap (load (arguments // { inherit config lib; })) modules;

      declare =
        place: trees:
        let
          options = filter isOption trees;
        in
        if length options > 1 || (options != [ ] && length trees > 1) then
          throw "The option `${show place}' is already declared"
        else if options != [ ] then
          head options
        else
          listToAttrs (
            map (name: {
              inherit name;
              value = declare (place ++ [ name ]) (map (tree: tree.${name}) (filter (tree: tree ? ${name}) trees));
            }) (names trees)
          );
      declared = declare prefix (map (module: module.options) loaded);

      value =
        place: option: definitions:
        let
          found = concatMap discharge definitions;
        in
        if isOption option then
          if option.readOnly or false && length found > 1 then
            throw "The option `${show place}' is read-only, but it's set multiple times."
          else if found != [ ] then
            (option.apply or (x: x)) (checked option.type place found)
          else if option ? default then
            option.default
          else
            throw "The option `${show place}' is used but not defined."
        else
          let
            unknown = filter (name: !option ? ${name}) (names found);
          in
          if unknown != [ ] then
            throw "The option `${show (place ++ [ (head unknown) ])}' does not exist."
          else
            mapAttrs (
              name: below:
              value (place ++ [ name ]) below (map (set: set.${name}) (filter (set: set ? ${name}) found))
            ) option;

      config = value prefix declared (map (module: module.config) loaded);
    in
    {
      inherit config;
      options = declared;
    };

  lib = {
    inherit types mkIf mkMerge;
    mkDefault = mkOverride 1000;
    mkForce = mkOverride 50;
    mkOption = fields: fields // { _type = "option"; };
    evalModules =
      {
        modules,
        specialArgs ? { },
      }:
      evaluate {
        inherit modules;
        arguments = specialArgs;
      };
    mapAttrs' =
      function: set: listToAttrs (map (name: function name set.${name}) (attrNames set));
    nameValuePair = name: value: { inherit name value; };
  };
in
lib
